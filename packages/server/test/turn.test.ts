// The TURN server of a server, over real sockets, on the port of HTTP.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TurnStream } from '../../media/src/turn/turn-stream.ts'
import { RelayClient } from '../../media/test/turn/relay-client.ts'
import { type SandboxServer, serve } from '../src/index.ts'

let server: SandboxServer
beforeAll(async () => {
  server = await serve({ port: 0, log: () => {} })
})
afterAll(() => server.close())

interface IceServer {
  urls: string[]
  username: string
  credential: string
}

async function askIceServer(url = server.url, from = server): Promise<IceServer> {
  const { sessionId, token } = await from.sandbox.tokens.create({ room: 'lobby' })
  const headers = { 'X-OPENTOK-AUTH': token, 'X-TB-CONNECTIONID': 'ada' }
  const response = await fetch(`${url}/session/${sessionId}?extended=true`, { headers })
  const [{ ice_servers }] = (await response.json()) as [{ ice_servers: [IceServer] }]
  return ice_servers[0]
}

async function openUdp(credentials: IceServer, port: number) {
  const socket = createSocket('udp4')
  const client: RelayClient = new RelayClient((bytes) => socket.send(bytes, port, '127.0.0.1'), credentials)
  socket.on('message', (bytes) => client.receive(bytes))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { client, close: () => socket.close() }
}

async function openTcp(credentials: IceServer, port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const stream = new TurnStream()
  const client: RelayClient = new RelayClient((bytes) => socket.write(bytes), credentials)
  socket.on('data', (bytes: Buffer) => {
    for (const message of stream.push(bytes)) client.receive(message)
  })
  return { client, close: () => socket.destroy() }
}

it('tells clients its address, over UDP and TCP, on the port of HTTP', async () => {
  const { urls, username, credential } = await askIceServer()
  expect(urls).toEqual([
    `turn:127.0.0.1:${server.port}?transport=udp`,
    `turn:127.0.0.1:${server.port}?transport=tcp`,
  ])
  expect(username).toMatch(/^\d+:ada$/)
  expect(Number(username.split(':')[0]) * 1000).toBeGreaterThan(Date.now() + 24 * 3_600_000)
  expect(credential).not.toBe('')
  // A client with a proxy URL names the host that it means; the address is that of the proxy.
  expect((await askIceServer(`${server.url}/anvil.opentok.com`)).urls).toEqual(urls)
})

it('relays between a client over UDP and one over TCP', async () => {
  const credentials = await askIceServer()
  const udp = await openUdp(credentials, server.port)
  const tcp = await openTcp(credentials, server.port)
  const [a, b] = [(await udp.client.allocate()).relayed, (await tcp.client.allocate()).relayed]
  if (a === undefined || b === undefined) throw new Error('No relayed address came')
  await udp.client.permit(b)
  await tcp.client.bind(0x4000, a)
  udp.client.sendTo(b, 'over UDP')
  await expect.poll(() => tcp.client.data, { timeout: 30_000 }).toEqual([{ from: 0x4000, bytes: 'over UDP' }])
  tcp.client.sendTo(a, 'over TCP')
  await expect.poll(() => udp.client.data, { timeout: 30_000 }).toEqual([{ from: b, bytes: 'over TCP' }])
  udp.close()
  tcp.close()
})

it('sends nothing to a port of this machine that is not one of its clients', async () => {
  const target = createSocket('udp4')
  const heard: Buffer[] = []
  target.on('message', (bytes) => heard.push(bytes))
  target.bind(0, '127.0.0.1')
  await once(target, 'listening')
  const peer = { address: '127.0.0.1', port: target.address().port }
  const { client, close } = await openUdp(await askIceServer(), server.port)
  await client.allocate()
  expect((await client.permit(peer)).code).toBe(0)
  client.sendTo(peer, 'to a stranger')
  // What is asked later is answered later: the data has been handled by then.
  await client.refresh(600)
  const reached = new Promise((resolve) => target.once('message', resolve))
  target.send('mine', peer.port, peer.address)
  await reached
  expect(heard.map(String)).toEqual(['mine'])
  close()
  target.close()
})

it('still answers HTTP on that port, also over a connection that says nothing for a while', async () => {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  expect((await fetch(`${server.url}/sandbox/health`)).status).toBe(200)
  socket.write('GET /sandbox/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const [bytes] = await once(socket, 'data')
  expect(String(bytes)).toMatch(/^HTTP\/1.1 200 OK/)
})

it('closes at once, whatever connections are open', async () => {
  const other = await serve({ port: 0, log: () => {} })
  const silent = connect(other.port, '127.0.0.1')
  await once(silent, 'connect')
  const { client } = await openTcp(await askIceServer(other.url, other), other.port)
  await client.allocate()
  await other.close()
  await expect(fetch(other.url)).rejects.toThrow()
})

it('takes another UDP port where another program has that of its number, and says so', async () => {
  const taken = createSocket('udp4')
  taken.bind(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address()
  const said: string[] = []
  const other = await serve({ port, log: ({ message }) => said.push(message) })
  const { urls } = await askIceServer(other.url, other)
  expect(urls[0]).not.toContain(`:${port}?`)
  expect(urls[1]).toBe(`turn:127.0.0.1:${port}?transport=tcp`)
  expect(said.join()).toContain(`TURN cannot listen on UDP port ${port}: UDP port `)
  await other.close()
  taken.close()
})

it('offers a relay on loopback to clients of this machine only', async () => {
  const { sessionId, token } = await server.sandbox.tokens.create({ room: 'lobby' })
  const ask = async (host: string) => {
    const headers = { 'X-OPENTOK-AUTH': token, 'X-Forwarded-Host': host }
    const response = await fetch(`${server.url}/session/${sessionId}?extended=true`, { headers })
    const [{ ice_servers }] = (await response.json()) as [{ ice_servers: [IceServer] }]
    return [ice_servers[0].urls].flat()[0]
  }
  const { port } = server
  expect(await ask('127.0.0.1')).toBe(`turn:127.0.0.1:${port}?transport=udp`)
  expect(await ask('app.localhost')).toBe(`turn:app.localhost:${port}?transport=udp`)
  expect(await ask('[::1]')).toBe(`turn:[::1]:${port}?transport=udp`)
  expect(await ask('192.168.1.2')).toBe('turn:127.0.0.1:4?transport=tcp')
  expect(await ask('tunnel.example')).toBe('turn:127.0.0.1:4?transport=tcp')
})

it('relays nothing where it is told not to, nor on all interfaces unless it is told to', async () => {
  for (const options of [{ turn: false }, { host: '0.0.0.0' }]) {
    const other = await serve({ port: 0, log: () => {}, ...options })
    expect((await askIceServer(other.localUrl, other)).urls).toBe('turn:127.0.0.1:4?transport=tcp')
    await other.close()
  }
  const open = await serve({ port: 0, host: '0.0.0.0', turn: true, log: () => {} })
  expect((await askIceServer(open.localUrl, open)).urls).toHaveLength(2)
  await open.close()
})
