/** What a link to the page can ask for. */
export interface PageAddress {
  /** A session ID. */
  session: string | undefined
  /** The name of a room. */
  room: string | undefined
  /** The panel of the inspector. */
  panel: string | undefined
  /** Connects at once, with this role; with no role, as a publisher. */
  connect: string | undefined
  /** The name to connect with. */
  name: string | undefined
  /** The token to connect with, in place of one that the page makes. */
  token: string | undefined
}

const PARTS = ['session', 'room', 'panel', 'connect', 'name', 'token'] as const

/**
 * Reads the query of the page's address.
 *
 * @example
 * readPageAddress('?room=lobby&panel=people').room // → 'lobby'
 */
export function readPageAddress(search: string): PageAddress {
  const query = new URLSearchParams(search)
  const parts = PARTS.map((part) => [part, query.get(part) ?? undefined])
  return Object.fromEntries(parts) as PageAddress
}

/** Writes a query for the page; what is undefined is left out, and nothing is the empty text. */
export function writePageAddress(address: Partial<PageAddress>): string {
  const query = new URLSearchParams()
  for (const part of PARTS) {
    const value = address[part]
    if (value !== undefined) query.set(part, value)
  }
  return query.size > 0 ? `?${query}` : ''
}

/** A session never expires, so a reload, a bookmark or a second tab can come back to what the address says. */
export function showAddress(address: Partial<PageAddress>): void {
  history.replaceState(null, '', location.pathname + writePageAddress(address))
}
