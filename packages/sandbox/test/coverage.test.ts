import { expect, it } from 'vitest'
import { MESSAGE_ROUTES } from '../src/messaging/router.ts'
import { ROUTES } from '../src/rest/app.ts'
import { UNSUPPORTED } from '../src/rest/unsupported.ts'

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

const S = '/v2/project/:key/session/:session'

/** What each endpoint of the sandbox is for. */
const REST: Record<string, string> = {
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
}

// What stands below /v2/partner is the same as below /v2/project.
const served = ROUTES.flatMap(({ method, paths }) =>
  paths.map((path) => `${method} ${path.replace(/\{.*?\}(?=$|\/)/, '')}`),
).filter((endpoint) => !endpoint.includes('/v2/partner/'))
const row = (works: boolean, ...cells: string[]) => `| ${cells.join(' | ')} | ${works ? 'yes' : 'not yet'} |`

function coveragePage(): string {
  return `# What of OpenTok works

This page is generated from the routes of the sandbox. \`npx vitest run coverage -u\` writes it again.

## The browser client

| what | message | works |
|---|---|---|
${CLIENT.map(([message, what]) => row(MESSAGE_ROUTES.has(message), what, `\`${message.trim()}\``)).join('\n')}

Presence, reconnecting after a dropped socket and leaving come with \`connect()\`. A server
routes media and relays it; within a page it goes directly between the clients ([how media flows](how-media-flows.md)). A session with \`archiveMode: 'always'\` announces its archive, but records nothing.

## REST

| what | endpoint |
|---|---|
${served.map((endpoint) => `| ${REST[endpoint]} | \`${endpoint}\` |`).join('\n')}

Until 2016 a project was called a partner: \`/v2/partner/:key/…\` is the same as \`/v2/project/:key/…\`.

The sandbox does not support ${[...new Set(Object.values(UNSUPPORTED))].join(', ')}, DTMF and the administration of projects. It
answers such a request, and any other one below \`/v2\`, with 501 and a message that names the feature.
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
