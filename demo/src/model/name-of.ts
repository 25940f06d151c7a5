/** The longest connection data that is taken for a name. */
const LONGEST_NAME = 40

/** The properties in which apps put a name into JSON. */
const NAMES = ['name', 'userName', 'username', 'user', 'nickname', 'displayName', 'id']

/**
 * What a client is called: by the name in its connection data, in one of the forms that apps write it, or by its ID.
 *
 * @example
 * nameOf({ id: '…', data: 'name=Ada' }) // → 'Ada'
 */
export function nameOf({ id, data }: { id: string; data: string | undefined }): string {
  return (data && readName(data)) || `Client ${id.slice(0, 4)}`
}

function readName(data: string): string | undefined {
  const query = new URLSearchParams(data).get('name')
  if (query) return query
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null) {
      const named = NAMES.map((name) => (value as Record<string, unknown>)[name])
      return named.find((name) => typeof name === 'string' && name !== '') as string | undefined
    }
  } catch {
    // It is no JSON: a short text is a name by itself.
  }
  return data.length <= LONGEST_NAME && !data.includes('=') ? data : undefined
}
