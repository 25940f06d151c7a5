/** How deep causes of causes are followed. */
const DEEPEST = 3

/**
 * Copies the name, the message and the code of an error, and nothing else: a foreign error may contain the request with
 * its token.
 *
 * @param hide takes secrets out of a text
 */
export function harmlessCause(error: unknown, hide: (text: string) => string, depth = 0): Error {
  if (!(error instanceof Error)) return new Error(hide(String(error)))
  const options =
    error.cause !== undefined && depth < DEEPEST ? { cause: harmlessCause(error.cause, hide, depth + 1) } : {}
  const copy = new Error(hide(error.message), options)
  copy.name = error.name
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? Object.assign(copy, { code }) : copy
}
