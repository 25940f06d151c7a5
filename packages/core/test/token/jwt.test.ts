import { expect, it } from 'vitest'
import { TokenError } from '../../src/errors.ts'
import { createProjectAuth } from '../../src/project-auth.ts'
import { decodeJwt, signJwt, verifyJwtSignature } from '../../src/token/jwt.ts'
import { fc, property } from '../property.ts'
import { CONNECTION_CLAIMS, CONNECTION_JWT, PROJECT_JWT, SECRET } from '../vectors.ts'

it('signs the claims of the golden vector to the byte', async () => {
  expect(await signJwt(CONNECTION_CLAIMS, SECRET)).toBe(CONNECTION_JWT)
})

it('makes the REST JWT of the golden vector from its moment and its random bytes', async () => {
  const random = () => Uint8Array.from([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef])
  const clock = { now: () => 1400000000_999 }
  expect(await createProjectAuth('123456', SECRET, { clock, random })).toBe(PROJECT_JWT)
})

it('verifies what it has signed, and nothing signed with another secret', async () => {
  await verifyJwtSignature(decodeJwt(CONNECTION_JWT), SECRET)
  await expect(verifyJwtSignature(decodeJwt(CONNECTION_JWT), `${SECRET}90`)).rejects.toMatchObject({
    fault: 'signature',
  })
})

it('refuses the algorithm none, and any but HS256', async () => {
  const [, claims] = CONNECTION_JWT.split('.')
  for (const alg of ['none', 'None', 'HS384', 'RS256', undefined]) {
    const forged = `${btoa(JSON.stringify({ alg, typ: 'JWT' })).replace(/=+$/, '')}.${claims}.`
    await expect(verifyJwtSignature(decodeJwt(forged), SECRET)).rejects.toMatchObject({ fault: 'signature' })
  }
})

property(
  'reads back the claims that it signs',
  [fc.dictionary(fc.string(), fc.jsonValue())],
  async (claims) => {
    const expected: unknown = JSON.parse(JSON.stringify(claims))
    expect(decodeJwt(await signJwt(claims, SECRET)).claims).toEqual(expected)
  },
)

property('gives parts or a TokenError for any text', [fc.string(), fc.string(), fc.string()], (a, b, c) => {
  for (const text of [
    a,
    `${a}.${b}.${c}`,
    `${btoa(encodeURIComponent(a))}.${btoa(encodeURIComponent(b))}.${c}`,
  ]) {
    try {
      decodeJwt(text)
    } catch (error) {
      expect(error).toBeInstanceOf(TokenError)
    }
  }
})
