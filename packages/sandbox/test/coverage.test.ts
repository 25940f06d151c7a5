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
]

const P = '/v2/project/:key'
const S = `${P}/session/:id`

/** OpenTok's REST endpoints (rest facts §5, messaging facts §1). */
const REST: [endpoint: string, what: string][] = [
  ['POST /session/create', 'create a session'],
  ['POST /hl/session/create', 'create a session, as the SDKs until 2014'],
  ['GET /session/:id', 'session info, for the browser client'],
  ['GET /project/:id/config.json', 'configuration of the browser client'],
  ['POST /prod/logging/:id', 'logs of the browser client'],
  ['POST /token/validate', 'validate a token, as in 2011'],
  [`GET ${S}/stream`, 'list streams'],
  [`GET ${S}/stream/:stream`, 'get a stream'],
  [`PUT ${S}/stream`, 'layout classes of streams'],
  [`GET ${S}/connection`, 'list connections'],
  [`DELETE ${S}/connection/:connection`, 'force a client to disconnect'],
  [`POST ${S}/signal`, 'signal to all'],
  [`POST ${S}/connection/:connection/signal`, 'signal to one'],
  [`POST ${S}/mute`, 'mute all'],
  [`POST ${S}/stream/:stream/mute`, 'mute one'],
  [`POST ${S}/play-dtmf`, 'play DTMF'],
  [`POST ${P}/archive`, 'archives'],
  [`POST ${P}/broadcast`, 'broadcasts'],
  [`POST ${P}/dial`, 'SIP'],
  [`POST ${P}/connect`, 'audio connector'],
  [`POST ${P}/captions`, 'live captions'],
  [`POST ${P}/render`, 'experience composer'],
]

const served = new Set(ROUTES.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`)))
const row = (works: boolean, ...cells: string[]) => `| ${cells.join(' | ')} | ${works ? 'yes' : 'not yet'} |`

function coveragePage(): string {
  return `# What of OpenTok works

This page is generated from the routes of the sandbox; \`npx vitest run coverage -u\` writes it anew.

## The browser client

| what | message | works |
|---|---|---|
${CLIENT.map(([message, what]) => row(MESSAGE_ROUTES.has(message), what, `\`${message.trim()}\``)).join('\n')}

Presence, reconnecting after a dropped socket and leaving come with \`connect()\`. Media travels directly between the clients,
in routed sessions too: there is no media server.

## REST

| what | endpoint | works |
|---|---|---|
${REST.map(([endpoint, what]) => row(served.has(endpoint), what, `\`${endpoint}\``)).join('\n')}
`
}

it('is told on a page that is made from the routes', async () => {
  await expect(coveragePage()).toMatchFileSnapshot('../../../docs/coverage.md')
})

it('leaves no route off that page', () => {
  const messages = new Set(CLIENT.map(([message]) => message))
  for (const message of MESSAGE_ROUTES.keys()) expect(messages).toContain(message)
  const endpoints = new Set(REST.map(([endpoint]) => endpoint))
  // The same endpoint under another prefix.
  for (const endpoint of served) if (endpoint !== 'POST /logging/:id') expect(endpoints).toContain(endpoint)
})
