// What an idle connection costs: real sockets, each connected to a session as the browser client connects.

import { readFileSync } from 'node:fs'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, decodeFrame, encodeFrame, MESSAGING_PATH } from '@opentok-sandbox/sandbox'
import { WebSocket } from 'ws'
import { SANDBOX, startServer } from './start-server.mjs'

const SESSIONS = 100
const IN_EACH = 100

/** The resident memory of a process, in bytes, when it has cleaned up. */
async function residentMemory(pid) {
  process.kill(pid, 'SIGUSR2')
  await new Promise((resolve) => setTimeout(resolve, 2000))
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

function connect(url, session, token, id) {
  const uri = `/v2/partner/${session.apiKey}/session/${session.sessionId}`
  const socket = new WebSocket(`${url.replace('http', 'ws')}${MESSAGING_PATH}?socketId=${id}`, {
    perMessageDeflate: false,
  })
  const send = (type, headers, body = '') =>
    socket.send(encodeFrame({ type, addresses: [], headers: new Map(Object.entries(headers)), body }))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => {
      send('CONNECT', { uniqueId: id })
      const create = { method: 'create', uri: `${uri}/connection/${id}`, content: {} }
      send('MESSAGE', { 'TRANSACTION-ID': '1', 'X-TB-TOKEN-AUTH': token }, JSON.stringify(create))
    })
    socket.on('message', (data) => {
      const { type, headers } = decodeFrame(data)
      if (type === 'MESSAGE') {
        send('STATUS', { 'TRANSACTION-ID': headers.get('TRANSACTION-ID') })
        resolve(socket)
      }
      if (type === 'STATUS' && headers.get('STATUS') !== '200') reject(new Error(headers.get('STATUS')))
    })
  })
}

/** Opens many connections to a server of their own, and tells what they cost it. */
export async function measureMemory() {
  const collects = ['--expose-gc', '--import', 'data:text/javascript,process.on("SIGUSR2",()=>gc())']
  const server = await startServer([...collects, ...SANDBOX])
  const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url })
  const before = await residentMemory(server.pid)
  const sockets = []
  for (let i = 0; i < SESSIONS; i++) {
    const session = await opentok.createSession({ mediaMode: 'routed' })
    const token = await session.generateToken()
    for (let j = 0; j < IN_EACH; j++) sockets.push(await connect(server.url, session, token, `${i}-${j}`))
  }
  const after = await residentMemory(server.pid)
  for (const socket of sockets) socket.terminate()
  await server.stop()
  return { connections: sockets.length, sessions: SESSIONS, bytes: after - before }
}
