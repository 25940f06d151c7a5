import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { networkInterfaces } from 'node:os'
import { decodeSessionId, OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, decodeFrame, encodeFrame, MESSAGING_PATH } from '@opentok-sandbox/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type SandboxServer, type ServeOptions, serve } from '../src/index.ts'

let server: SandboxServer
let port: number
const logged: string[] = []
beforeAll(async () => {
  server = await serve({ port: 0, log: ({ message }) => logged.push(message) })
  port = Number(new URL(server.url).port)
})
afterAll(() => server.close())

/** Asks with whatever headers and path, as no well-behaved client would. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = '') {
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers })
  outgoing.end(body)
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming) text += chunk
  return { status: incoming.statusCode as number, headers: incoming.headers, text }
}

/** Where session info says that messaging is, to a request with these headers. */
async function messagingUrl(headers: Record<string, string>): Promise<string> {
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url }).createSession()
  const token = await session.generateToken()
  const { text } = await ask(`/session/${session.sessionId}?extended=true`, {
    'X-OPENTOK-AUTH': token,
    ...headers,
  })
  return JSON.parse(text)[0].messaging_url
}

describe('the address', () => {
  it('is on the loopback of both kinds, and on no other interface', async () => {
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${port}/session`)).status).toBe(200)
    }
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of others) {
      const socket = connectTcp(port, address)
      await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
  })

  it.each<[string, Record<string, string>]>([
    ['ws://127.0.0.1:1234', { Host: '127.0.0.1:1234' }],
    ['ws://sandbox:9300', { Host: 'sandbox:9300' }],
    ['wss://shop.example', { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'shop.example' }],
    [
      'wss://first.example:8443',
      { 'X-Forwarded-Proto': 'https, http', 'X-Forwarded-Host': 'first.example:8443, b' },
    ],
    ['wss://127.0.0.1:9', { 'X-Forwarded-Proto': 'https', Host: '127.0.0.1:9' }],
    ['ws://localhost', { 'X-Forwarded-Host': 'no/host', Host: 'localhost' }],
  ])('of messaging is %s for a request with %o', async (address, headers) => {
    expect(await messagingUrl(headers)).toBe(address + MESSAGING_PATH)
  })

  it('is the public one, where that is given', async () => {
    const other = await serve({ port: 0, publicUrl: 'https://sandbox.example' })
    expect(other.url).toBe('https://sandbox.example')
    await other.close()
  })

  it.each<[string, ServeOptions]>([
    ['port', { port: -1 }],
    ['port', { port: 1.5 }],
    ['publicUrl', { publicUrl: 'sandbox.example' }],
    ['publicUrl', { publicUrl: 'https://sandbox.example/path' }],
    ['media', { media: 'relay' as never }],
    ['mediaPorts', { mediaPorts: [2, 1] }],
    ['mediaPorts', { mediaPorts: [0, 70_000] }],
    ['turn', { turn: 'yes' as never }],
    ['trustProxy', { trustProxy: 'my-proxy' }],
    ['simulcast', { simulcast: 1 as never }],
    ['places', { places: [] }],
    ['seed', { seed: 0.5 }],
    ['projects', { projects: [{ apiKey: 'x', apiSecret: 'y' }] }],
    ['projects', { projects: [{ applicationId: 'x', publicKey: 'y' }] }],
  ])('is not available with a wrong %s: %o', async (option, options) => {
    await expect(serve({ port: 0, ...options })).rejects.toThrow(new RegExp(`^${option}: `))
  })

  it('is not available twice', async () => {
    await expect(serve({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('rooms', () => {
  const room = async (at: SandboxServer, path: string) => (await fetch(at.url + path)).json()

  it('have a session that follows from the project and the name, in whatever process', async () => {
    const first = await room(server, '/room/lobby')
    const other = await serve({ port: 0 })
    expect(await room(other, '/room/lobby')).toMatchObject({
      sessionId: first.sessionId,
      apiKey: first.apiKey,
    })
    expect((await room(other, '/room/Lobby')).sessionId).not.toBe(first.sessionId)
    expect(await room(other, '/session')).toEqual({
      apiKey: '123456',
      sessionId: expect.stringMatching(/^1_/),
      token: expect.stringMatching(/^eyJ/),
    })
    expect(
      decodeSessionId((await room(other, `/room/${encodeURIComponent('ein Café/日本')}`)).sessionId).apiKey,
    ).toBe('123456')
    await other.close()
  })

  it('are those of the first project given', async () => {
    const other = await serve({ port: 0, projects: [{ apiKey: '77', apiSecret: 'seven' }] })
    expect(await room(other, '/room/lobby')).toMatchObject({ apiKey: '77' })
    await other.close()
  })

  it('are open to pages of any origin', async () => {
    const { headers } = await ask('/room/lobby', { Origin: 'https://app.example' })
    expect(headers['access-control-allow-origin']).toBe('*')
  })
})

describe('commands', () => {
  it.each<[number, string, Record<string, string>]>([
    [200, 'a program', {}],
    [
      200,
      'its own page',
      { Host: 'localhost:1', Origin: 'http://localhost:1', 'Sec-Fetch-Site': 'same-origin' },
    ],
    [
      200,
      'a reader of its page under a name of the loopback',
      { Host: 'sandbox.localhost:1', 'Sec-Fetch-Site': 'none' },
    ],
    [403, 'a name that points here', { Host: 'evil.example' }],
    [403, 'such a name behind a lie', { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' }],
    [403, 'a page of another origin', { Origin: 'https://evil.example' }],
    [403, 'a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    [403, 'a page of another port', { 'Sec-Fetch-Site': 'same-site' }],
    [403, 'a page of another port, in an old browser', { Host: 'localhost:1', Origin: 'http://localhost:2' }],
    ...[
      'null',
      '',
      ' ',
      'file://',
      'data:',
      'about:blank',
      'nonsense',
      'http://',
      'chrome-extension://abc',
      'localhost',
      'http://undefined',
    ].flatMap((Origin): [number, string, Record<string, string>][] => [
      [403, `a page of the origin "${Origin}"`, { Origin }],
      [403, `a page of the origin "${Origin}", in a browser`, { Origin, 'Sec-Fetch-Site': 'none' }],
    ]),
    [400, 'no Host worth the name', { Host: 'http://[' }],
  ])('answers %i to %s', async (status, _who, headers) => {
    const answer = await ask('/sandbox/sessions', headers)
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, undefined])
  })

  it('is not available below a host of OpenTok', async () => {
    const answer = await ask('/api.opentok.com/sandbox/sessions')
    expect(answer.status).toBe(404)
  })

  it('makes tokens, faults and drops, and explains what is wrong with an input', async () => {
    const post = (path: string, body: unknown) =>
      ask(`/sandbox/${path}`, {}, 'POST', typeof body === 'string' ? body : JSON.stringify(body))
    const { sessionId } = JSON.parse((await ask('/room/x')).text)
    expect(JSON.parse((await post('tokens', { sessionId, role: 'moderator' })).text)).toMatchObject({
      sessionId,
    })
    expect((await post('faults', { on: 'session.create', status: 503 })).status).toBe(201)
    const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url, retry: 0 })
    await expect(opentok.createSession()).rejects.toMatchObject({ status: 503 })
    expect((await post('reset', {})).status).toBe(204)
    for (const [path, body, message] of [
      ['tokens', {}, 'room: give a room, or a sessionId'],
      ['tokens', { sessionId: 'x' }, 'This is not a session ID'],
      ['tokens', { sessionId, role: 'king' }, 'role'],
      ['tokens', '{', 'must be JSON'],
      ['tokens', '[]', 'must be a JSON object'],
      ['tokens', { sessionId: 'x'.repeat(4_200_000) }, 'at most 4194304 bytes'],
      ['faults', { on: 'everything' }, 'on: must be one of'],
      ['faults', { on: 'connect', reason: [['x']] }, 'reason: must be text'],
      ['faults', { on: 'session.info', code: {} }, 'code: must be a whole number'],
      ['faults', { on: 'connect', network: 'yes' }, 'network: must be true, or one of lost, drop'],
      ['drop', { connectionId: 'x' }, 'no connection has this ID'],
      [
        'faults',
        { on: 'config', [DEVELOPMENT_PROJECT.apiSecret]: 1 },
        '[secret]: is not part of a fault rule',
      ],
    ] as const) {
      const answer = await post(path, body)
      expect([400, 404, 413]).toContain(answer.status)
      expect(JSON.parse(answer.text).message).toContain(message)
    }
    expect((await ask('/sandbox/nothing')).status).toBe(404)
  })

  it('answers a health check to everybody, with its version and nothing else', async () => {
    const { status, text, headers } = await ask('/sandbox/health', {
      Origin: 'https://app.example',
      Host: 'evil.example',
    })
    expect([status, JSON.parse(text), headers['access-control-allow-origin']]).toEqual([
      200,
      { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      '*',
    ])
  })

  it('lets a hundred clients watch, and answers 503 to more', async () => {
    const watching = new AbortController()
    const watch = () => fetch(`${server.url}/sandbox/events`, { signal: watching.signal })
    const answers = await Promise.all(Array.from({ length: 105 }, watch))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100)
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(5)
    watching.abort()
    // Those that have gone make room.
    let status = 503
    while (status === 503) {
      const again = new AbortController()
      status = (await fetch(`${server.url}/sandbox/events`, { signal: again.signal })).status
      again.abort()
    }
    expect(status).toBe(200)
  })

  it('tells a watcher which sessions are live', async () => {
    const response = await fetch(`${server.url}/sandbox/events?topics=sessions`)
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toBe('event: sessions\ndata: []\n\n')
    await reader?.cancel()
  })

  it('tells a watcher of the journal of a request, and again when it is answered', async () => {
    const { sandbox, url } = server
    const { next } = await sandbox.journal.find({})
    const response = await fetch(`${url}/sandbox/events?topics=journal&after=${next}`)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    const hear = async (text: string) => {
      while (!heard.includes(text)) heard += (await reader?.read())?.value
    }
    await sandbox.fail({ on: 'session.create', delay: '90s' })
    const asked = fetch(`${url}/session/create`, {
      method: 'POST',
      headers: { 'X-TB-PARTNER-AUTH': `${DEVELOPMENT_PROJECT.apiKey}:${DEVELOPMENT_PROJECT.apiSecret}` },
    })
    await hear('POST /session/create → no answer yet')
    await sandbox.clock.advance('90s')
    await hear('POST /session/create → 200')
    expect((await asked).status).toBe(200)
    await sandbox.reset()
    await reader?.cancel()
  })
})

describe('faults of answers', () => {
  it.each([
    '{"status":500,"headers":{"X-A":"a\\u0001b"}}',
    '{"status":500,"headers":{"Trailer":"x","Content-Length":"0"}}',
    '{"status":204,"message":"x"}',
    '{"status":304,"network":"slow"}',
    '{"on":"device"}',
    '[1]',
  ])('refuse what no answer can be, and the server goes on: %s', async (fault) => {
    const response = await fetch(`${server.url}/session/create`, {
      method: 'POST',
      headers: { 'X-OpenTok-Sandbox-Fault': fault },
    })
    expect(response.status).toBe(400)
    expect((await ask('/sandbox/health')).status).toBe(200)
  })
})

it('shows sessions that are longer than any frame of a client', async () => {
  for (let i = 0; i < 6; i++) {
    await server.sandbox.participants.join({ room: 'crowd', count: 10, data: '\u0007'.repeat(900) })
  }
  expect((await server.sandbox.journal.find({ kind: 'frame' })).entries.length).toBeGreaterThan(100)
  expect(await server.sandbox.participants.list()).toHaveLength(60)
  await server.sandbox.reset()
})

describe('server-sent events', () => {
  /** Reads events until one of this name has come. */
  async function readUntil(url: string, name: string): Promise<unknown> {
    const response = await fetch(url)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += part.value
      const [, data] = new RegExp(`event: ${name}\\ndata: (.*)\\n\\n`).exec(text) ?? []
      if (data === undefined) continue
      await reader?.cancel()
      return JSON.parse(data)
    }
    throw new Error(`No event ${name} came: ${text}`)
  }

  it('tell of the journal, the faults and the clock, and of what is asked for', async () => {
    const url = `${server.url}/sandbox/events`
    await server.sandbox.fail({ on: 'config' })
    expect(await readUntil(url, 'faults')).toMatchObject([{ on: 'config', hits: 0, armed: true }])
    expect(await readUntil(url, 'clock')).toMatchObject({ now: expect.any(String), frozen: false })
    const { next } = await server.sandbox.journal.find()
    const waiting = readUntil(`${url}?topics=journal&after=${next}`, 'journal')
    await server.sandbox.heal()
    expect(await waiting).toMatchObject({ entries: [{ seq: next + 1, command: 'heal' }], next: next + 1 })
    expect((await ask('/sandbox/events?topics=x')).status).toBe(400)
    expect((await ask('/sandbox/events?after=-1')).status).toBe(400)
  })
})

describe('hostile input', () => {
  it.each([
    '/assets/../package.json',
    '/assets/%2e%2e/package.json',
    '/assets/%2e%2e%2fpackage.json',
    '/assets/..%5cpackage.json',
    '/assets//etc/passwd',
    '/assets/%00',
    '/..%2f..%2fpackage.json',
    '//etc/passwd',
    '/opentok-client.js/../../package.json',
    '/api.opentok.com/assets/../package.json',
  ])('finds no file at %s', async (path) => {
    const { status, text } = await ask(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).not.toContain('"name"')
    expect(text).not.toContain('root:')
  })

  /** Sends bytes as they are, and gives all that comes back until the connection ends. */
  async function send(bytes: string): Promise<string> {
    const socket = connectTcp(port, '127.0.0.1')
    socket.end(bytes)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    return answer
  }

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['no Host', 'GET /session HTTP/1.1\r\n\r\n'],
    [
      'two lengths',
      'POST /session/create HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    ['a Host that is none', 'GET /session/x HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
    ['a path with a backslash', 'GET /\\x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'],
  ])('is refused, and serving goes on: %s', async (_what, bytes) => {
    expect(await send(bytes)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/)
    expect((await ask('/session')).status).toBe(200)
  })

  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${MESSAGING_PATH}?socketId=${Math.random()}`)
    await once(socket, 'open')
    return socket
  }

  /** As {@link send}, from a client that waits for its answer. */
  async function exchange(bytes: string): Promise<string> {
    const socket = connectTcp(port, '127.0.0.1')
    socket.write(bytes)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    return answer
  }

  it('answers a request in absolute form, as a proxy is asked', async () => {
    for (const path of ['/room/x', '/session']) {
      const request = `GET http://localhost:${port}${path} HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n`
      expect(await exchange(request)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"sessionId"/)
    }
    const proxied = `POST http://api.opentok.com/session/create HTTP/1.1\r\nHost: api.opentok.com\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
    expect(await exchange(proxied)).toContain('No suitable authentication found')
  })

  it('does not log an aborted request as a failure of the sandbox', async () => {
    const before = logged.length
    const key = `${DEVELOPMENT_PROJECT.apiKey}:${DEVELOPMENT_PROJECT.apiSecret}`
    const socket = connectTcp(port, '127.0.0.1')
    socket.write(
      `POST /session/create HTTP/1.1\r\nHost: x\r\nX-TB-PARTNER-AUTH: ${key}\r\nContent-Length: 100\r\n\r\nlocation=`,
    )
    await once(socket, 'connect')
    // The server has begun to read by the time that it has answered another request.
    await ask('/session')
    socket.destroy()
    while (!logged.slice(before).some((message) => message.includes('aborted'))) await ask('/session')
    expect(logged.slice(before).join()).not.toContain('The sandbox failed')
  })

  it('sends a client that asks for OpenTok’s static host to that host', async () => {
    const { status, headers } = await ask('/static.opentok.com/ml-transformers/v6.0.0/x.js?y')
    expect([status, headers.location]).toEqual([
      302,
      'https://static.opentok.com/ml-transformers/v6.0.0/x.js?y',
    ])
  })

  it('answers a client that offers HTTP/2 in that of its request, its body included', async () => {
    const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' }
    expect((await ask('/session', offer)).status).toBe(200)
    const key = { 'X-TB-PARTNER-AUTH': `${DEVELOPMENT_PROJECT.apiKey}:${DEVELOPMENT_PROJECT.apiSecret}` }
    const { text } = await ask('/session/create', { ...offer, ...key }, 'POST', 'p2p.preference=enabled')
    const id = /<session_id>(.*)<\/session_id>/.exec(text)?.[1] ?? ''
    expect(decodeSessionId(id).mediaMode).toBe('relayed')
  })

  it('closes a connection whose WebSocket it refuses, even if the client keeps it open', async () => {
    const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('404')
    const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve))
    // What is written to a connection that is gone is what tells.
    const timer = setInterval(() => socket.write('x'), 10)
    await closed
    clearInterval(timer)
  })

  it('does not let a client write its own lines into the log', async () => {
    const socket = await open()
    const headers = new Map([['TRANSACTION-ID', 't']])
    const body = JSON.stringify({ method: 'x\n00:00 forged', uri: '/v2/partner/1/session/2', content: {} })
    socket.send(encodeFrame({ type: 'MESSAGE', addresses: [], headers, body }))
    await once(socket, 'message')
    socket.terminate()
    expect(logged.join('')).toContain('x\\n00:00 forged')
    expect(logged.join('')).not.toMatch(/\p{Cc}/u)
  })

  it('accepts no socket at another path, or with a broken handshake', async () => {
    for (const path of ['/', '/rumorwebsocketsv3', '/rumorwebsocketsv2x', '//x', '/%', '/sandbox/events']) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
      const [error] = await once(socket, 'error')
      expect(String(error)).toContain('404')
    }
    const answer = await send(
      `GET ${MESSAGING_PATH} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    expect(answer).toContain('HTTP/1.1 400')
  })

  it.each<[number, string, string | Uint8Array]>([
    [1002, 'text', 'hello'],
    [1002, 'bytes that are no frame', new Uint8Array([1, 2, 3])],
    [1009, 'a message beyond reason', new Uint8Array(256 * 1024 + 1)],
  ])('closes a socket with %i that sends %s', async (code, _what, message) => {
    const socket = await open()
    socket.on('error', () => {})
    socket.send(message)
    expect((await once(socket, 'close'))[0]).toBe(code)
  })

  it('drops a client that does not read, and serves the others', async () => {
    const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url }).createSession()
    const uri = `/v2/partner/123456/session/${session.sessionId}`
    const message = (id: number, method: string, path: string, content: object, token?: string) =>
      encodeFrame({
        type: 'MESSAGE',
        addresses: ['symphony'],
        headers: new Map([
          ['TRANSACTION-ID', `t${id}`],
          ...(token ? ([['X-TB-TOKEN-AUTH', token]] as const) : []),
        ]),
        body: JSON.stringify({ method, uri: uri + path, content }),
      })
    const connect = async (id: string) => {
      const socket = await open()
      socket.send(
        encodeFrame({ type: 'CONNECT', addresses: [], headers: new Map([['uniqueId', id]]), body: '' }),
      )
      socket.send(message(0, 'create', `/connection/${id}`, {}, await session.generateToken()))
      await once(socket, 'message')
      return socket
    }
    const deaf = await connect('deaf')
    deaf.pause()
    const ended = once(deaf, 'close')
    const talker = await connect('talker')
    const seen = async () => {
      const [live] = await server.sandbox.sessions()
      return live?.connections.map(({ id }) => id).join()
    }
    const data = 'x'.repeat(8000)
    let count = 0
    let heard = 0
    // Its own copies are acknowledged: it lives.
    talker.on('message', (bytes: Buffer) => {
      const { type, headers, body } = decodeFrame(bytes)
      if (type !== 'MESSAGE') return
      talker.send(encodeFrame({ type: 'STATUS', addresses: [], headers, body: '' }))
      if (body.includes('"method":"signal"')) heard++
    })
    while ((await seen())?.includes('deaf')) {
      for (let i = 0; i < 50; i++) talker.send(message(++count, 'signal', `/signal/s${count}`, { data }))
      // It talks no faster than it listens.
      await expect.poll(() => heard, { timeout: 30_000, interval: 5 }).toBe(count)
      expect(count).toBeLessThan(20_000)
    }
    expect(await seen()).toBe('talker')
    expect(logged.join('\n')).toContain('Client deaf was cut off: it did not acknowledge its messages')
    deaf.resume()
    deaf.terminate()
    await ended
    talker.close()
  }, 120_000)

  it('shows neither a secret nor a token in what it says', () => {
    expect(logged.join('\n')).not.toMatch(/eyJ|T1==|1234567890abcdef/)
  })
})
