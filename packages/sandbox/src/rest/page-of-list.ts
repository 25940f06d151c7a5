import { Refusal } from '../refusal.ts'

/** How many items a page of a list has, and how many it can have (platform facts §3.4). */
const DEFAULT_COUNT = 50
const MOST_ITEMS = 1000

/**
 * The page of a list that a request asks for; its `count` is that of the whole list.
 *
 * @param least how many items a page must have at least
 *
 * @throws {Refusal} 400
 */
export function pageOf<Item>(
  request: Request,
  all: readonly Item[],
  { least = 0 }: { least?: number } = {},
): { count: number; items: Item[] } {
  const query = new URL(request.url).searchParams
  const offset = readCount(query, 'offset', 0) ?? 0
  const count = readCount(query, 'count', least, MOST_ITEMS) ?? DEFAULT_COUNT
  return { count: all.length, items: all.slice(offset, offset + count) }
}

/**
 * A number of a query; `undefined` where there is none.
 *
 * @throws {Refusal} 400
 */
export function readCount(
  query: URLSearchParams,
  name: string,
  least = 0,
  most = 999_999_999,
): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new Refusal(
    400,
    `Invalid ${name}`,
    `The parameter ${name} must be a whole number from ${least} to ${most}`,
  )
}
