import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** An address as IPv4 where a socket for both kinds writes it as IPv6. */
export const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * The IPv4 address of this machine that a client is likely to know it by. It stands in relayed candidates, which only
 * this server reads: no packet goes to it.
 */
export function serverAddressFor(clientAddress: string): string {
  if (clientAddress.startsWith('127.') || clientAddress === '::1') return '127.0.0.1'
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const own = all.filter(({ family, internal }) => family === 'IPv4' && !internal)
  const near = own.find(
    ({ address, netmask }) => isIPv4(clientAddress) && isInSubnet(clientAddress, address, netmask),
  )
  return (near ?? own[0])?.address ?? '127.0.0.1'
}

function isInSubnet(address: string, other: string, netmask: string): boolean {
  const [a, b, mask] = [address, other, netmask].map((text) => text.split('.').map(Number))
  return (mask ?? []).every((bits, i) => ((a?.[i] ?? 0) & bits) === ((b?.[i] ?? 0) & bits))
}
