// A server ends when it is told to, whatever its clients do.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { join as joinPath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, encodeFrame, MESSAGING_PATH } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type SandboxServer, serve } from '../src/index.ts'

/** Two seconds are promised; a busy machine takes a little longer to notice. */
const PROMISED = 2000 + 500

/** A client that is connected to a session. */
async function join(server: { url: string }, id: string): Promise<WebSocket> {
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url }).createSession()
  const token = await session.generateToken()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${MESSAGING_PATH}?socketId=${id}`)
  socket.on('error', () => {})
  await once(socket, 'open')
  const headers = new Map([['uniqueId', id]])
  socket.send(encodeFrame({ type: 'CONNECT', addresses: [], headers, body: '' }))
  const uri = `/v2/partner/${session.apiKey}/session/${session.sessionId}/connection/${id}`
  const create = new Map([
    ['TRANSACTION-ID', 'c'],
    ['X-TB-TOKEN-AUTH', token],
  ])
  const body = JSON.stringify({ method: 'create', uri, content: {} })
  socket.send(encodeFrame({ type: 'MESSAGE', addresses: [], headers: create, body }))
  await once(socket, 'message')
  return socket
}

async function timeToClose(server: SandboxServer): Promise<number> {
  const start = performance.now()
  await server.close()
  return performance.now() - start
}

it('closes within two seconds with a client in its grace period', async () => {
  const server = await serve({ port: 0, log: () => {} })
  const socket = await join(server, 'lost')
  socket.terminate()
  await once(socket, 'close')
  expect(await timeToClose(server)).toBeLessThan(PROMISED)
})

it('closes within two seconds with a client that does not answer the goodbye', async () => {
  const server = await serve({ port: 0, log: () => {} })
  const deaf = await join(server, 'deaf')
  deaf.pause()
  expect(await timeToClose(server)).toBeLessThan(PROMISED)
  deaf.terminate()
})

it('closes within two seconds with requests that never end, and lets nobody in meanwhile', async () => {
  const server = await serve({ port: 0, log: () => {} })
  const deaf = await join(server, 'deaf')
  deaf.pause()
  const { port } = server
  const slow = connectTcp(port, '127.0.0.1').on('error', () => {})
  slow.write('POST /session/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nlocation=')
  const events = await fetch(`${server.url}/sandbox/events`)
  const late = connectTcp(port, '127.0.0.1').on('error', () => {})
  await once(late, 'connect')
  const closed = timeToClose(server)
  const key = 'dGhlIHNhbXBsZSBub25jZQ=='
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
  ]
  late.write(`GET ${MESSAGING_PATH}?socketId=late HTTP/1.1\r\nHost: x\r\n${upgrade.join('\r\n')}\r\n\r\n`)
  let answer = ''
  late.on('data', (chunk) => {
    answer += chunk
  })
  await new Promise((resolve) => late.on('close', resolve))
  expect(answer).not.toContain('101')
  await events.text().catch(() => {})
  expect(await closed).toBeLessThan(PROMISED)
  deaf.terminate()
  slow.destroy()
})

it.each(['in its grace period', 'that does not answer the goodbye'])(
  'the command ends within two seconds of SIGTERM with a client %s',
  async (client) => {
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    execFileSync(joinPath(root, 'node_modules/.bin/tsc'), ['--build'], { cwd: root })
    const bin = joinPath(root, 'packages/server/dist/bin.js')
    const child = spawn(process.execPath, [bin, '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await once(child.stdout, 'data')
    const socket = await join(JSON.parse(line), 'x')
    if (client === 'in its grace period') {
      socket.terminate()
      await once(socket, 'close')
    } else socket.pause()
    const start = performance.now()
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(performance.now() - start).toBeLessThan(PROMISED)
    socket.terminate()
  },
)

it('ends a connection whose headers take longer than ten seconds, or whose body takes longer than thirty', async () => {
  const server = await serve({ port: 0, log: () => {} })
  const start = performance.now()
  const open = (text: string) => {
    const socket = connectTcp(server.port, '127.0.0.1').on('error', () => {})
    socket.write(text)
    return once(socket.resume(), 'close').then(() => performance.now() - start)
  }
  const headers = open('GET /session HTTP/1.1\r\nHost: x\r\n')
  const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
  const body = open(
    `POST /session/create HTTP/1.1\r\nHost: x\r\nX-TB-PARTNER-AUTH: ${apiKey}:${apiSecret}\r\nContent-Length: 100\r\n\r\nlocation=`,
  )
  const [afterHeaders, afterBody] = await Promise.all([headers, body])
  expect(afterHeaders).toBeGreaterThan(9000)
  expect(afterHeaders).toBeLessThan(20_000)
  expect(afterBody).toBeGreaterThan(29_000)
  expect(afterBody).toBeLessThan(45_000)
  await server.close()
}, 120_000)
