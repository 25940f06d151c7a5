import { expect, it } from 'vitest'
import { SessionIdError, ValidationError } from '../../src/errors.ts'
import { generateToken, readToken, type TokenOptions, verifyToken } from '../../src/token/index.ts'
import { SECRET, SESSION_ID } from '../vectors.ts'

const NOW = 1400000000
const signer = { apiKey: '123456', apiSecret: SECRET, clock: { now: () => NOW * 1000 } }
const generate = (options: TokenOptions = {}) => generateToken(SESSION_ID, options, signer)

it.each(['JWT', 'T1'] as const)('says in a %s all that it was told, and verifies', async (format) => {
  const options = {
    role: 'moderator',
    data: 'name=Ädä & co',
    expiresIn: 60,
    initialLayoutClassList: ['full', 'focus'],
  } as const
  const token = await verifyToken(await generate({ ...options, format }), SECRET, signer)
  expect(token).toEqual({
    format,
    apiKey: '123456',
    sessionId: SESSION_ID,
    role: 'moderator',
    data: 'name=Ädä & co',
    createTime: NOW,
    expireTime: NOW + 60,
    initialLayoutClassList: ['full', 'focus'],
  })
})

it('makes a publisher of one day by default, in a JWT', async () => {
  expect(readToken(await generate())).toMatchObject({
    format: 'JWT',
    role: 'publisher',
    data: '',
    createTime: NOW,
    expireTime: NOW + 86400,
    initialLayoutClassList: [],
  })
})

it('takes expireTime as seconds or as a Date', async () => {
  expect(readToken(await generate({ expireTime: NOW + 10 })).expireTime).toBe(NOW + 10)
  expect(readToken(await generate({ expireTime: new Date((NOW + 10) * 1000) })).expireTime).toBe(NOW + 10)
})

it.each([
  ['role', { role: 'admin' as 'publisher' }, 'subscriber, publisher'],
  ['expireIn', { expireIn: 60 } as TokenOptions, 'is not an option; the options are role, data'],
  ['data', { data: 'x'.repeat(1001) }, '1000 bytes'],
  ['data', { data: 'ü'.repeat(501) }, '1000 bytes'],
  ['data', { data: { name: 'Ada' } as unknown as string }, 'text'],
  ['expireTime', { expireTime: NOW }, 'future'],
  ['expireTime', { expireTime: NOW + 31 * 86400 }, '30 days'],
  ['expireTime', { expireTime: (NOW + 60) * 1000 }, 'not milliseconds'],
  ['expireTime', { expireTime: new Date(Number.NaN) }, 'valid Date'],
  ['expiresIn', { expiresIn: -1 }, 'future'],
  ['expiresIn', { expiresIn: 1, expireTime: NOW + 1 }, 'not both'],
  ['initialLayoutClassList', { initialLayoutClassList: ['a b'] }, 'white space'],
  ['expiresIn', { expiresIn: true as unknown as number }, 'number of seconds'],
  ['expireTime', { expireTime: '' as unknown as number }, 'number of seconds'],
  ['initialLayoutClassList', { initialLayoutClassList: new Array(3) }, 'white space'],
  ['options', null as unknown as object, 'object'],
  ['format', { format: 'T2' as 'T1' }, 'JWT or T1'],
])('refuses a wrong %s with an error that names it: %j', async (option, options, words) => {
  const error = await generate(options).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ValidationError)
  expect(error).toMatchObject({ code: 'validation', option, message: expect.stringContaining(words) })
})

it.each<unknown>([undefined, null, 7, [SESSION_ID], Symbol('x')])(
  'refuses the session ID %s',
  async (sessionId) => {
    await expect(generateToken(sessionId as string, {}, signer)).rejects.toThrow(SessionIdError)
  },
)

it('refuses a session of another API key', async () => {
  await expect(generateToken(SESSION_ID, {}, { ...signer, apiKey: '654321' })).rejects.toThrow(SessionIdError)
})
