import { expect, it } from 'vitest'
import { decodeBase64, decodeBase64Text, encodeBase64, encodeBase64Url } from '../src/base64.ts'
import { fc, property } from './property.ts'

property('reads back both alphabets, with and without padding', [fc.uint8Array()], (bytes) => {
  expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)
  expect(decodeBase64(encodeBase64(bytes).replace(/=$/, ''))).toEqual(bytes)
  expect(decodeBase64(encodeBase64Url(bytes))).toEqual(bytes)
})

it.each(['A', 'AA=A', 'A A=', 'ÄÄ', '====', 'AAAAA'])('says undefined of %j, which is not base64', (text) => {
  expect(decodeBase64(text)).toBeUndefined()
})

it('gives undefined for base64 that is not UTF-8', () => {
  expect(decodeBase64Text('/////w==')).toBeUndefined()
  expect(decodeBase64Text('w7w=')).toBe('ü')
})
