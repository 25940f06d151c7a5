// The server beside a bare one, and the session client beside others against the same server.

import { createRequire } from 'node:module'
import { OpenTok } from '@opentok-sandbox/core'
import { signJwt } from '@opentok-sandbox/core/token'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import autocannon from 'autocannon'
import { compare, median, print, rate, round } from './figures.mjs'
import { measureMemory } from './memory.mjs'
import { BARE, SANDBOX, startServer } from './start-server.mjs'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const Original = createRequire(import.meta.url)('opentok')
const FORM = 'location=&p2p.preference=disabled'
const IN_FLIGHT = 32

const makeJwt = () => {
  const iat = Math.floor(Date.now() / 1000)
  return signJwt({ iss: apiKey, ist: 'project', iat, exp: iat + 300 }, apiSecret)
}

/** Sessions a second that a server creates, asked by a client that costs little itself. */
async function load(url) {
  const { requests, errors, non2xx } = await autocannon({
    url: `${url}/session/create`,
    method: 'POST',
    headers: { 'X-OPENTOK-AUTH': await makeJwt(), 'Content-Type': 'application/x-www-form-urlencoded' },
    body: FORM,
    connections: IN_FLIGHT,
    duration: 2,
  })
  if (errors + non2xx > 0) throw new Error(`${url} failed ${errors + non2xx} times`)
  return requests.average
}

const bare = await startServer(BARE)
const sandbox = await startServer(SANDBOX)

print(
  `sessions created a second, over ${IN_FLIGHT} connections kept alive:`,
  await compare({ 'node:http': () => load(bare.url), sandbox: () => load(sandbox.url) }),
  'node:http',
)

// Core would read XML; what raw fetch and `opentok` get is JSON.
const core = new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: sandbox.url })
const original = new Original(apiKey, apiSecret, sandbox.url)
const jwt = await makeJwt()
const ways = {
  fetch: async () => {
    const response = await fetch(`${sandbox.url}/session/create`, {
      method: 'POST',
      headers: { Accept: 'text/xml', 'X-OPENTOK-AUTH': jwt },
      body: new URLSearchParams(FORM),
    })
    if (!(await response.text()).includes('session_id')) throw new Error('no session')
  },
  core: () => core.createSession({ mediaMode: 'routed' }),
  opentok: () =>
    new Promise((resolve, reject) => {
      original.createSession({ mediaMode: 'routed' }, (error) => (error ? reject(error) : resolve()))
    }),
}
for (const inFlight of [1, IN_FLIGHT]) {
  const contenders = Object.entries(ways).map(([name, once]) => [name, () => rate(1600, inFlight, once)])
  print(
    `sessions created a second by a client, ${inFlight} in flight:`,
    await compare(Object.fromEntries(contenders)),
    'fetch',
  )
}
await bare.stop()
await sandbox.stop()

const { sessionId } = { sessionId: '1_MX4xMjM0NTZ-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4' }
for (const inFlight of [1, IN_FLIGHT]) {
  print(
    `tokens (JWT) made a second, ${inFlight} at a time:`,
    await compare({
      opentok: () => rate(1600, inFlight, () => original.generateToken(sessionId)),
      core: () => rate(3200, inFlight, () => core.generateToken(sessionId)),
    }),
    'opentok',
  )
}

const times = []
for (let i = 0; i < 7; i++) {
  const server = await startServer(SANDBOX)
  times.push(server.elapsed)
  await server.stop()
}
console.log(
  `spawning the command until it listens: ${Math.round(median(times))} ms (median of ${times.length})`,
)

const { connections, sessions, bytes } = await measureMemory()
console.log(
  `memory of ${connections} idle connections in ${sessions} sessions: ${round(bytes / connections / 1000, 1)} kB each`,
)
