import { expect, it } from 'vitest'
import { MESSAGE_ROUTES } from '../src/messaging/router.ts'
import { ROUTES } from '../src/rest/app.ts'

/** What the browser client sends (messaging facts §3.1), in the words of its users. */
const CLIENT: [message: string, what: string][] = [
  ['create connection', 'connect()'],
  ['delete connection', 'forceDisconnect()'],
  ['signal signal', 'signal() to all'],
  ['signal connection/signal', 'signal() to one'],
  ['create stream', 'publish()'],
  ['delete stream', 'unpublish(), forceUnpublish()'],
  ['update stream', 'forceMuteStream()'],
  ['update ', 'forceMuteAll(), disableForceMute()'],
  ['update stream/channel', 'publishAudio(), publishVideo(), dimensions'],
  ['data stream/channel/data', 'captions and sender statistics'],
  ['create stream/subscriber', 'subscribe()'],
  ['delete stream/subscriber', 'unsubscribe()'],
  ['update stream/subscriber/channel', 'subscribeToAudio(), subscribeToVideo()'],
  ['offer stream/subscriber', 'media: offer'],
  ['answer stream/subscriber', 'media: answer'],
  ['pranswer stream/subscriber', 'media: provisional answer'],
  ['candidate stream/subscriber', 'media: candidate'],
  ['offer stream', 'media: offer to the router'],
  ['answer stream', 'media: answer to the router'],
  ['candidate stream', 'media: candidate for the router'],
]

const P = '/v2/project/:key'
const S = `${P}/session/:session`

/** How true a service is: really done, simulated where that is asked for, or refused. */
const TRUTHS = {
  real: 'real',
  media: 'real with media and, for what is composed, ffmpeg; else it ends as `failed` or `error`',
  archives: 'real with media (and ffmpeg, if composed); else `failed`, or a placeholder film when asked',
  sip: 'simulated when asked; else the call ends at once',
  browser: 'real with Chromium; else it ends as `failed`',
  audio: 'real with media; else no sound, or silence when asked',
  captions: 'real, but no speech is recognized: texts are injected',
} as const

/** What each endpoint of the sandbox is for, and how true it is. */
const REST: Record<string, string | [what: string, truth: keyof typeof TRUTHS]> = {
  'POST /session/create': 'create a session',
  'POST /hl/session/create': 'create a session, as the SDKs until 2014',
  'GET /session/:id': 'session info, for the browser client',
  'POST /session/:id': 'session info as XML, as in 2011',
  'POST /hl/session/:id': 'the same',
  'POST /token/validate': 'validate a token, as in 2011',
  'POST /hl/token/validate': 'the same',
  'GET /project/:id/config.json': 'configuration of the browser client',
  'POST /prod/logging/:id': 'logs of the browser client',
  'POST /logging/:id': 'the same',
  [`GET ${S}/stream`]: 'list streams',
  [`GET ${S}/stream/:stream`]: 'get a stream',
  [`PUT ${S}/stream`]: 'layout classes of streams',
  [`PUT ${S}/stream/:stream`]: 'layout classes of one stream',
  [`GET ${S}/connection`]: 'list connections',
  [`DELETE ${S}/connection/:connection`]: 'force a client to disconnect',
  [`POST ${S}/signal`]: 'signal to all',
  [`POST ${S}/connection/:connection/signal`]: 'signal to one',
  [`POST ${S}/mute`]: 'mute all, and end that',
  [`POST ${S}/stream/:stream/mute`]: 'mute one',
  [`POST ${P}/archive`]: ['start an archive', 'archives'],
  [`GET ${P}/archive`]: 'list archives',
  [`GET ${P}/archive/:archive`]: 'get an archive',
  [`DELETE ${P}/archive/:archive`]: 'delete an archive',
  [`POST ${P}/archive/:archive/stop`]: ['stop an archive', 'archives'],
  [`PUT ${P}/archive/:archive/layout`]: ['layout of an archive', 'media'],
  [`PATCH ${P}/archive/:archive/streams`]: 'add a stream to an archive, or remove it',
  [`PUT ${P}/archive/storage`]: 'upload archives to S3; Azure is refused when it uploads',
  [`DELETE ${P}/archive/storage`]: 'end that',
  'GET /archive2/:key/:archive/:name': 'the file of an archive',
  [`POST ${P}/broadcast`]: ['start a broadcast', 'media'],
  [`GET ${P}/broadcast`]: 'list live broadcasts',
  [`GET ${P}/broadcast/:broadcast`]: 'get a broadcast',
  [`POST ${P}/broadcast/:broadcast/stop`]: 'stop a broadcast',
  [`PUT ${P}/broadcast/:broadcast/layout`]: ['layout of a broadcast', 'media'],
  [`PATCH ${P}/broadcast/:broadcast/streams`]: 'add a stream to a broadcast, or remove it',
  'GET /broadcast2/:broadcast/:name': ['the playlist of a broadcast, and its segments', 'media'],
  [`POST ${P}/dial`]: ['SIP: call a telephone', 'sip'],
  [`POST ${P}/call`]: ['the same, as PHP has it', 'sip'],
  [`POST ${S}/play-dtmf`]: ['tones to all telephones', 'sip'],
  [`POST ${S}/connection/:connection/play-dtmf`]: ['tones to one telephone', 'sip'],
  [`POST ${P}/captions`]: ['start live captions', 'captions'],
  [`GET ${P}/captions/:captions`]: 'get live captions',
  [`POST ${P}/captions/:captions/stop`]: 'stop live captions',
  [`POST ${P}/render`]: ['start an Experience Composer', 'browser'],
  [`GET ${P}/render`]: 'list Experience Composers',
  [`GET ${P}/render/:render`]: 'get an Experience Composer',
  [`DELETE ${P}/render/:render`]: 'stop an Experience Composer',
  [`POST ${P}/connect`]: ['start an audio connector', 'audio'],
  [`POST ${P}/connect/:connector/stop`]: 'stop an audio connector',
  [`POST ${P}/callback`]: 'register a callback',
  [`GET ${P}/callback`]: 'list callbacks',
  [`DELETE ${P}/callback/:callback`]: 'unregister a callback',
  'POST /v2/project': 'create a project, by the account',
  'GET /v2/project': 'list projects',
  [`GET ${P}`]: 'get a project',
  [`PUT ${P}`]: 'suspend a project, or let it go on',
  [`DELETE ${P}`]: 'delete a project',
  [`POST ${P}/refreshSecret`]: 'give a project another secret',
  'POST /archive/start': ['sample servers: start an archive', 'archives'],
  'GET /archive': 'sample servers: list archives',
  'GET /archive/:archive': 'sample servers: get an archive',
  'POST /archive/:archive/stop': 'sample servers: stop an archive',
  'GET /archive/:archive/view': 'sample servers: show the film of an archive',
  'POST /captions/start': ['sample servers: start captions', 'captions'],
  'POST /captions/:captions/stop': 'sample servers: stop captions',
}

function describe(endpoint: string): { what: string; truth: string } {
  const [what, truth] = [REST[endpoint] ?? ''].flat()
  return { what: what ?? '', truth: TRUTHS[(truth ?? 'real') as keyof typeof TRUTHS] }
}

// What stands below /v2/partner is the same as below /v2/project.
const served = ROUTES.flatMap(({ method, paths }) =>
  paths.map((path) => `${method} ${path.replace(/\{[^}]*?\}(?=$|\/)/, '')}`),
).filter((endpoint) => !endpoint.includes('/v2/partner'))
const row = (works: boolean, ...cells: string[]) => `| ${cells.join(' | ')} | ${works ? 'yes' : 'not yet'} |`

function coveragePage(): string {
  return `# What of OpenTok works

This page is generated from the routes of the sandbox. \`npx vitest run coverage -u\` writes it again.

## The browser client

| what | message | works |
|---|---|---|
${CLIENT.map(([message, what]) => row(MESSAGE_ROUTES.has(message), what, `\`${message.trim()}\``)).join('\n')}

Presence, reconnecting after a dropped socket and leaving come with \`connect()\`. A server
routes media and relays it; within a page it goes directly between the clients ([how media flows](how-media-flows.md)).

## REST

| what | endpoint | how |
|---|---|---|
${served
  .map((endpoint) => {
    const { what, truth } = describe(endpoint)
    return `| ${what} | \`${endpoint}\` | ${truth} |`
  })
  .join('\n')}

Until 2016 a project was called a partner: \`/v2/partner/:key/…\` is the same as \`/v2/project/:key/…\`.

What needs media, ffmpeg or Chromium says so when it lacks it: see [archives, callbacks and the rest](use-the-platform.md).
Any other path below \`/v2\` is answered with 501.
`
}

it('generates the coverage page from the routes', async () => {
  await expect(coveragePage()).toMatchFileSnapshot('../../../docs/coverage.md')
})

it('lists every route on the coverage page', () => {
  const messages = new Set(CLIENT.map(([message]) => message))
  for (const message of MESSAGE_ROUTES.keys()) expect(messages).toContain(message)
  expect(Object.keys(REST).toSorted()).toEqual(served.toSorted())
})
