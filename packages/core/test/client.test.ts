import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OpenTok, type OpenTokOptions } from '../src/client.ts'
import { decodeJwt } from '../src/token/jwt.ts'
import { SECRET, SESSION_ID } from './vectors.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1400000000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const good = () => new Response(JSON.stringify([{ session_id: SESSION_ID }]))

/** A client whose `fetch` answers from a list, and that list's requests. */
function setup(answers: (() => Response | Promise<Response>)[], options: Partial<OpenTokOptions> = {}) {
  const requests: Request[] = []
  const opentok = new OpenTok({
    apiKey: '123456',
    apiSecret: SECRET,
    fetch: async (input, init) => {
      requests.push(new Request(input, init).clone())
      const answer = answers.shift()
      if (answer === undefined) throw new TypeError('fetch failed')
      return answer()
    },
    ...options,
  })
  return { opentok, requests }
}

it('posts the form that OpenTok documents, with a JWT of five minutes', async () => {
  const { opentok, requests } = setup([good])
  const session = await opentok.createSession({
    location: '12.34.56.78',
    mediaMode: 'routed',
    archiveMode: 'always',
  })
  expect(session).toMatchObject({
    sessionId: SESSION_ID,
    apiKey: '123456',
    mediaMode: 'routed',
    archiveMode: 'always',
  })
  const [request] = requests
  expect(`${request?.method} ${request?.url}`).toBe('POST https://api.opentok.com/session/create')
  expect(await request?.text()).toBe('location=12.34.56.78&p2p.preference=disabled&archiveMode=always')
  expect(request?.headers.get('Content-Type')).toMatch(/^application\/x-www-form-urlencoded/)
  const { claims } = decodeJwt(request?.headers.get('X-OPENTOK-AUTH') ?? '')
  expect(claims).toMatchObject({ iss: '123456', ist: 'project', iat: 1400000000, exp: 1400000300 })
})

it('asks for a relayed session unless told otherwise, as the official SDKs do', async () => {
  const { opentok, requests } = setup([good])
  expect((await opentok.createSession()).mediaMode).toBe('relayed')
  expect(await requests[0]?.text()).toBe('p2p.preference=enabled&archiveMode=manual')
})

it('keeps the path of an API URL, and needs no slash at its end', async () => {
  const { opentok, requests } = setup([good], { apiUrl: 'http://localhost:9300/hl/' })
  await opentok.createSession()
  expect(requests[0]?.url).toBe('http://localhost:9300/hl/session/create')
})

it.each([
  ['location', { location: 'London' }],
  ['location', { location: '::1' }],
  ['locaton', { locaton: '1.2.3.4' } as object],
  ['options', null as unknown as object],
  ['location', { location: '1.2.3.256' }],
  ['location', { location: '01.2.3.4' }],
  ['mediaMode', { mediaMode: 'p2p' as 'routed' }],
  ['archiveMode', { archiveMode: 'always', mediaMode: 'relayed' } as const],
  ['archiveName', { archiveName: 'x' }],
  ['archiveName', { archiveName: '', archiveMode: 'always' } as const],
  ['archiveResolution', { archiveResolution: '1x1' as '640x480', archiveMode: 'always' } as const],
  ['e2ee', { e2ee: true, mediaMode: 'relayed' } as const],
  ['e2ee', { e2ee: true, archiveMode: 'always' } as const],
])('refuses a wrong %s before anything is sent: %j', async (option, options) => {
  const { opentok, requests } = setup([good])
  await expect(opentok.createSession(options)).rejects.toMatchObject({ code: 'validation', option })
  expect(requests).toEqual([])
})

it.each([
  ['apiKey', { apiKey: 'abc' }],
  ['apiSecret', { apiSecret: '' }],
  ['apiUrl', { apiUrl: 'localhost:9300' }],
  ['apiUrl', { apiUrl: 'https://user:pass@localhost' }],
  ['apiUrl', { apiUrl: 'https://:pass@localhost' }],
  ['apiUrl', { apiUrl: 'https://localhost/?' }],
  ['fetch', { fetch: 'fetch' as unknown as typeof fetch }],
  ['timeout', { timeout: 0 }],
  ['retry', { retry: -1 }],
])('refuses to be made with a wrong %s: %j', (option, options) => {
  const make = () => new OpenTok({ apiKey: 123456, apiSecret: SECRET, ...options })
  expect(make).toThrow(expect.objectContaining({ code: 'validation', option }))
})

it('takes the API key, the secret and the URL from the environment where they are not given', async () => {
  expect(() => new OpenTok()).toThrow('OPENTOK_API_KEY')
  vi.stubEnv('OPENTOK_API_KEY', '123456')
  expect(() => new OpenTok()).toThrow('OPENTOK_API_SECRET')
  vi.stubEnv('OPENTOK_API_SECRET', SECRET)
  vi.stubEnv('OPENTOK_API_URL', 'http://localhost:9300')
  expect(new OpenTok()).toMatchObject({ apiKey: '123456', apiUrl: 'http://localhost:9300' })
  expect(new OpenTok({ apiKey: '7', apiUrl: 'https://api.opentok.com' })).toMatchObject({
    apiKey: '7',
    apiUrl: 'https://api.opentok.com',
  })
  vi.unstubAllEnvs()
})

it('tries again after an overload and after a network failure, with a fresh JWT each time', async () => {
  const failure = () => Promise.reject(new TypeError('fetch failed'))
  const { opentok, requests } = setup([() => new Response('', { status: 503 }), failure, good])
  const session = opentok.createSession()
  await vi.waitFor(() => expect(requests).toHaveLength(3), 5000)
  expect((await session).sessionId).toBe(SESSION_ID)
  const tokens = requests.map((request) => request.headers.get('X-OPENTOK-AUTH'))
  expect(new Set(tokens).size).toBe(3)
})

it('reports an overload that lasts as what it is, and does not retry a refusal', async () => {
  const busy = () => new Response('', { status: 503 })
  const { opentok, requests } = setup([busy, busy, busy])
  const outcome = opentok.createSession().catch((error: unknown) => error)
  await vi.waitFor(() => expect(requests).toHaveLength(3), 5000)
  expect(await outcome).toMatchObject({ code: 'http', status: 503 })
  expect(requests).toHaveLength(3)

  const refused = setup([() => new Response('', { status: 403 }), good])
  await expect(refused.opentok.createSession()).rejects.toMatchObject({ code: 'authentication' })
  expect(refused.requests).toHaveLength(1)
})

it('reports a network failure with its cause, which holds no request', async () => {
  const { opentok } = setup([], { retry: 0 })
  const error = await opentok.createSession().catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'network',
    method: 'POST',
    url: 'https://api.opentok.com/session/create',
  })
  expect(inspect(error, { depth: 9 })).not.toContain('eyJ')
})

it('repeats no request, token or secret that a foreign error or an answer contains', async () => {
  const leak = Object.assign(new TypeError(`no ${SECRET} eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.c2ln`), {
    code: 'ECONNREFUSED',
    request: new Request('https://api.opentok.com', { headers: { 'X-OPENTOK-AUTH': 'eyJ.hidden' } }),
    cause: new Error(`deeper ${SECRET}`),
  })
  const broken = setup([() => Promise.reject(leak)], { retry: 0 })
  const refusing = setup([() => new Response(JSON.stringify({ message: `not ${SECRET}` }), { status: 403 })])
  for (const { opentok } of [broken, refusing]) {
    const shown = inspect(await opentok.createSession().catch((reason: unknown) => reason), { depth: 9 })
    expect(shown).toContain('[secret]')
    expect(shown).not.toMatch(new RegExp(`${SECRET}|eyJ`))
  }
  const error = await setup([() => Promise.reject(leak)], { retry: 0 })
    .opentok.createSession()
    .catch((reason) => reason)
  expect(error.cause).toMatchObject({ name: 'TypeError', code: 'ECONNREFUSED' })
})

it('rejects a signal that is not an AbortSignal, and reports a random source that fails', async () => {
  const { opentok } = setup([good])
  const wrong = opentok.createSession({}, { signal: 'stop' as unknown as AbortSignal })
  await expect(wrong).rejects.toMatchObject({ code: 'validation', option: 'signal' })
  const broken = setup([good], {
    random: () => {
      throw new RangeError('no chance')
    },
  })
  const { sessionId } = await opentok.createSession()
  await expect(broken.opentok.generateToken(sessionId)).rejects.toThrow('no chance')
})

it.each([
  ['an answer that never comes', () => new Promise<Response>(() => {})],
  ['a body that never ends', () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))],
])('gives up on %s when its time is over', async (_title, answer) => {
  const { opentok } = setup([answer], { timeout: 5000 })
  const outcome = opentok.createSession().catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(4999)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(await outcome).toMatchObject({ code: 'timeout', message: expect.stringContaining('5000 ms') })
})

it('stops when its caller aborts, before or during the request', async () => {
  const { opentok, requests } = setup([() => new Promise<Response>(() => {})])
  const before = opentok.createSession({}, { signal: AbortSignal.abort(new Error('no longer wanted')) })
  await expect(before).rejects.toMatchObject({ code: 'aborted', cause: { message: 'no longer wanted' } })
  expect(requests).toEqual([])

  const controller = new AbortController()
  const during = opentok.createSession({}, { signal: controller.signal })
  controller.abort()
  await expect(during).rejects.toMatchObject({ code: 'aborted' })
  expect(vi.getTimerCount()).toBe(0)
})

it('does not follow a redirect, which would take the JWT elsewhere', async () => {
  const { opentok, requests } = setup([() => Response.redirect('https://example.com/'), good])
  await expect(opentok.createSession()).rejects.toMatchObject({ code: 'http', status: 302 })
  expect(requests).toHaveLength(1)
})

it.each(['not-a-session-id', '1_MX44NTQ1MTF-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4'])(
  'does not trust the session ID %s, which is not of this project',
  async (sessionId) => {
    const { opentok } = setup([() => new Response(JSON.stringify([{ session_id: sessionId }]))])
    await expect(opentok.createSession()).rejects.toMatchObject({ code: 'parse' })
  },
)

it('makes tokens for its sessions', async () => {
  const { opentok } = setup([good])
  const session = await opentok.createSession()
  const { claims } = decodeJwt(await session.generateToken({ role: 'subscriber' }))
  expect(claims).toMatchObject({ iss: '123456', session_id: SESSION_ID, role: 'subscriber', iat: 1400000000 })
})

it('shows its secret to nobody', async () => {
  const { opentok } = setup([good])
  const session = await opentok.createSession()
  for (const shown of [
    inspect(opentok, { depth: 9, showHidden: true }),
    JSON.stringify(opentok),
    inspect(session),
  ]) {
    expect(shown).not.toContain(SECRET)
  }
})

it('signs once for calls made at the same time, and sends them in their order', async () => {
  for (let run = 0; run < 100; run++) {
    const bodies: string[] = []
    const opentok = new OpenTok({
      apiKey: '123456',
      apiSecret: `${SECRET}${run}`,
      fetch: async (_url, init) => {
        bodies.push(`${new URLSearchParams(String(init?.body)).get('location')}`)
        return good()
      },
    })
    const locations = Array.from({ length: 20 }, (_, i) => `10.0.0.${i}`)
    await Promise.all(locations.map((location) => opentok.createSession({ location })))
    expect(bodies).toEqual(locations)
  }
})
