/** IPv4 networks that are not the internet: this machine and private ones (RFC 1122, RFC 1918). */
const PRIVATE_IPV4 = /^(127|10|0|192\.168|172\.(1[6-9]|2\d|3[01]))\./

/** IPv6: loopback and unique local addresses (RFC 4291, RFC 4193). */
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd][0-9a-f]{2}:|::ffff:7f)/

/** Names that only a local network knows (RFC 6761, RFC 6762, RFC 8375). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|test|home\.arpa|lan)$/

/**
 * Whether an address is on this machine or in a private network, by its text alone: nothing is looked up. A name without
 * a dot is one of a container beside this one.
 */
export function isPrivateAddress(url: string): boolean {
  const { hostname } = new URL(url)
  if (hostname.startsWith('[')) return PRIVATE_IPV6.test(hostname)
  if (/^[\d.]+$/.test(hostname)) return PRIVATE_IPV4.test(hostname)
  return !hostname.includes('.') || PRIVATE_NAME.test(hostname)
}
