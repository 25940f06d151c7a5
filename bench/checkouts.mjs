// This checkout beside another one, in turn in one process: what a change costs the hub, and the creation of sessions.
//
//   git worktree add ../before main~1   (install and build it, too)
//   node bench/checkouts.mjs ../before

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, print, seconds } from './figures.mjs'

const RECEIVERS = 10
const SIGNALS = 1500
const SESSIONS = 800
const ROUNDS = 21

const here = fileURLToPath(new URL('..', import.meta.url))
const roots = { before: resolve(process.argv[2] ?? ''), now: here }
if (process.argv[2] === undefined) throw new Error('Name the folder of another checkout, built')

async function openHub(root) {
  const { openSession } = await import(`${root}/bench/clients.mjs`)
  const { join } = await openSession()
  const clients = []
  for (let i = 0; i < RECEIVERS; i++) clients.push(await join())
  return async () => {
    const before = clients.map(({ heard }) => heard.count)
    const time = await seconds(() => {
      for (let i = 0; i < SIGNALS; i++) clients[0].signal('x'.repeat(100))
      return Promise.all(clients.map(({ heard }, i) => heard.reach(before[i] + SIGNALS)))
    })
    return (SIGNALS * RECEIVERS) / time
  }
}

async function openRest(root) {
  const { createSandbox, DEVELOPMENT_PROJECT } = await import(`${root}/packages/sandbox/dist/index.js`)
  const { signJwt } = await import(`${root}/packages/core/dist/token/index.js`)
  const sandbox = createSandbox({ log: () => {} })
  const { apiKey: iss, apiSecret } = DEVELOPMENT_PROJECT
  const iat = Math.floor(Date.now() / 1000)
  const jwt = await signJwt({ iss, ist: 'project', iat, exp: iat + 300 }, apiSecret)
  const headers = { 'X-OPENTOK-AUTH': jwt, 'Content-Type': 'application/x-www-form-urlencoded' }
  return async () => {
    const time = await seconds(async () => {
      for (let i = 0; i < SESSIONS; i++) {
        const request = { method: 'POST', headers, body: 'p2p.preference=disabled' }
        const response = await sandbox.fetch(new Request('https://api.opentok.com/session/create', request))
        await response.text()
      }
    })
    return SESSIONS / time
  }
}

for (const [title, open] of [
  [`signals to ${RECEIVERS} receivers, messages a second:`, openHub],
  ['sessions created a second, by function calls:', openRest],
]) {
  const contenders = {}
  for (const [name, root] of Object.entries(roots)) contenders[name] = await open(root)
  print(title, await compare(contenders, ROUNDS), 'before')
}
process.exit()
