import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { nearestPlace, PLACES } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { locate } from '../src/locate.ts'
import { readRestClient, readTrustProxy } from '../src/rest-client.ts'

it.each([
  ['8.8.8.8', 'virginia'],
  ['1.128.0.1', 'sydney'],
  ['133.1.2.3', 'tokyo'],
  ['81.2.69.142', 'dublin'],
  ['200.147.3.157', 'sao-paulo'],
  ['::ffff:1.128.0.1', 'sydney'],
])('finds the country of %s, and that %s is the nearest place', (address, place) => {
  const point = locate(address)
  expect(point && nearestPlace(PLACES, point).id).toBe(place)
})

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.1.1',
  '100.64.0.1',
  '192.0.2.1',
  '224.0.0.1',
  '::1',
  '2001:4860:4860::8888',
  '',
  'localhost',
  '999.1.1',
])('knows no place of %j', (address) => {
  expect(locate(address)).toBeUndefined()
})

function request(headers: Record<string, string>, remoteAddress: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  return Object.assign(new IncomingMessage(socket), { headers })
}

it('believes X-Forwarded-For of a trusted proxy only', () => {
  const forwarded = request({ 'x-forwarded-for': '9.9.9.9, 1.128.0.1', host: 'localhost:9300' }, '127.0.0.1')
  const read = (list?: string) => readRestClient(forwarded, undefined, readTrustProxy(list)).address
  expect(read()).toBe('127.0.0.1')
  // The client itself can write anything there; the proxy appends what it sees.
  expect(read('loopback')).toBe('1.128.0.1')
  expect(read('loopback, 1.128.0.0/16')).toBe('9.9.9.9')
  expect(read('10.0.0.0/8')).toBe('127.0.0.1')
  expect(() => readTrustProxy('a proxy')).toThrow('trustProxy: must be addresses, subnets, or loopback')
})

it('takes the name that a client uses from the public URL, the proxy or the Host header', () => {
  const name = (headers: Record<string, string>, publicUrl?: URL) =>
    readRestClient(request(headers, '127.0.0.1'), publicUrl, () => false).hostname
  expect(name({ host: 'sandbox.test:9300' })).toBe('sandbox.test')
  expect(name({ host: 'localhost', 'x-forwarded-host': 'outside.test' })).toBe('outside.test')
  expect(name({ host: 'localhost' }, new URL('https://public.test'))).toBe('public.test')
  expect(name({ host: '[::1]:9300' })).toBe('[::1]')
  expect(name({})).toBe('localhost')
})
