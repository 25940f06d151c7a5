import { expect, it } from 'vitest'
import type { TokenError } from '../../src/errors.ts'
import { readToken, signJwt, verifyToken } from '../../src/token/index.ts'
import { fc, property } from '../property.ts'
import { CONNECTION_CLAIMS, CONNECTION_JWT, SECRET, SESSION_ID, T1_TOKEN, WITHIN } from '../vectors.ts'

it.each([
  ['JWT', CONNECTION_JWT],
  ['T1', T1_TOKEN],
])('reads and verifies the golden %s', async (format, text) => {
  const token = await verifyToken(text, SECRET, WITHIN)
  expect(token).toEqual({
    format,
    apiKey: '123456',
    sessionId: SESSION_ID,
    role: 'publisher',
    data: 'name=Bob',
    createTime: 1400000000,
    expireTime: 1400086400,
    initialLayoutClassList: [],
  })
})

it.each([
  ['expired', 1400086400],
  ['not-yet-valid', 1400000000 - 61],
])('finds a token %s by the clock that it is given', async (fault, seconds) => {
  for (const text of [CONNECTION_JWT, T1_TOKEN]) {
    await expect(verifyToken(text, SECRET, { clock: { now: () => seconds * 1000 } })).rejects.toMatchObject({
      fault,
    })
  }
})

it('rejects a token before its nbf, and one whose times are not finite numbers', async () => {
  const at = (seconds: number) => ({ clock: { now: () => seconds * 1000 } })
  const token = await signJwt({ ...CONNECTION_CLAIMS, nbf: 1400001000 }, SECRET)
  await expect(verifyToken(token, SECRET, at(1400000900))).rejects.toMatchObject({ fault: 'not-yet-valid' })
  expect((await verifyToken(token, SECRET, at(1400000940))).notBefore).toBe(1400001000)
  for (const claim of ['iat', 'exp', 'nbf']) {
    const endless = await signJwt({ ...CONNECTION_CLAIMS, [claim]: '1e999' }, SECRET)
    expect(() => readToken(endless)).toThrow('not a number of seconds')
  }
})

it('lets the clock of a token’s maker be a minute ahead', async () => {
  await verifyToken(CONNECTION_JWT, SECRET, { clock: { now: () => (1400000000 - 60) * 1000 } })
})

// PHP and Ruby write none (rest facts §4.2).
it('takes a token without exp to expire a day after it was made', async () => {
  const { exp: _exp, ...claims } = CONNECTION_CLAIMS
  expect(readToken(await signJwt(claims, SECRET)).expireTime).toBe(1400000000 + 86400)
})

it.each([
  [{ initial_layout_class_list: 'full focus' }, ['full', 'focus']],
  [{ initial_layout_class_list: 'full+focus' }, ['full', 'focus']],
  [{ initial_layout_list: 'full' }, ['full']],
  [{ initial_layout_class_list: '' }, []],
])('reads the layout classes %j of some SDK', async (claims, classes) => {
  const token = await signJwt({ ...CONNECTION_CLAIMS, ...claims }, SECRET)
  expect(readToken(token).initialLayoutClassList).toEqual(classes)
})

it('reads an API key that was written as a number', async () => {
  expect(readToken(await signJwt({ ...CONNECTION_CLAIMS, iss: 123456 }, SECRET)).apiKey).toBe('123456')
})

it.each([
  { role: 'owner' },
  { session_id: undefined },
  { iss: undefined },
  { session_id: ['x'] },
  { exp: 'soon' },
])('refuses a token whose claims include %j', async (fault) => {
  const token = await signJwt({ ...CONNECTION_CLAIMS, ...fault }, SECRET)
  expect(() => readToken(token)).toThrow(expect.objectContaining({ fault: 'malformed' }))
})

property(
  'accepts no token with a part of it replaced, and does not repeat it in the error',
  [fc.string(), fc.nat(), fc.constantFrom(CONNECTION_JWT, T1_TOKEN)],
  async (replacement, position, token) => {
    const at = position % token.length
    const mutant = token.slice(0, at) + replacement + token.slice(at + replacement.length)
    if (mutant === token) return
    const outcome = await verifyToken(mutant, SECRET, WITHIN).catch((error: TokenError) => error)
    if (outcome instanceof Error) expect(outcome.message).not.toContain(mutant.slice(0, 40))
    // Base64 has more than one spelling of the same bytes, and the head of a T1 token, which names the API
    // key, is not signed: whatever verifies must otherwise say the same.
    else expect(outcome).toEqual({ ...(await verifyToken(token, SECRET, WITHIN)), apiKey: outcome.apiKey })
  },
)
