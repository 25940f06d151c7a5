import { expect, it } from 'vitest'
import { decodeT1, signT1, verifyT1Signature } from '../../src/token/t1.ts'
import { SECRET, T1_DATA, T1_TOKEN } from '../vectors.ts'

it('signs the golden vector to the byte', async () => {
  expect(await signT1('123456', T1_DATA, SECRET)).toBe(T1_TOKEN)
})

it('signs the older vector, whose secret has 42 characters', async () => {
  const token = await signT1('123456', T1_DATA, `${SECRET}90`)
  expect(decodeT1(token).signature).toBe('8f4d800a2eaada145617eed0ce1e7fbba637b3c8')
})

it('verifies the raw pairs, whatever their order and encoding', async () => {
  const t1 = decodeT1(T1_TOKEN)
  await verifyT1Signature(t1, SECRET)
  await expect(verifyT1Signature({ ...t1, data: `${t1.data}&role=moderator` }, SECRET)).rejects.toMatchObject(
    {
      fault: 'signature',
    },
  )
})

it('reads the base64url of the Java SDK, and the sdk_version of 2011', async () => {
  const text = `partner_id=123456&sdk_version=tbphp-v0.91&sig=${'0'.repeat(40)}:role=publisher&data=a??b`
  const token = `T1==${btoa(text).replaceAll('+', '-').replaceAll('/', '_')}`
  expect(decodeT1(token)).toEqual({
    apiKey: '123456',
    signature: '0'.repeat(40),
    data: 'role=publisher&data=a??b',
  })
})

it.each(['T1==', 'T1==!!!', `T1==${btoa('no colon')}`, `T1==${btoa('a=b:c')}`, 'T2=='])(
  'refuses %j',
  (token) => {
    expect(() => decodeT1(token)).toThrow(expect.objectContaining({ code: 'token', fault: 'malformed' }))
  },
)
