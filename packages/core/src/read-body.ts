/** A body was longer than its reader allows. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/** Whether an error is a {@link BodyTooLong}, of this copy of the package or of another. */
export function isBodyTooLong(error: unknown): error is BodyTooLong {
  return error instanceof Error && error.name === 'BodyTooLong'
}

/**
 * Reads a body as UTF-8 text, up to a limit, or until `signal` fires.
 *
 * @param limit the most bytes to read
 * @throws {BodyTooLong} | the signal's reason
 */
export async function readBody(
  message: Request | Response,
  { limit, signal }: { limit: number; signal?: AbortSignal },
): Promise<string> {
  // A body with a short Content-Length does not have to be counted; that of a compressed one is of something else.
  const declared = message.headers.get('content-length')
  if (declared !== null && Number(declared) <= limit && !message.headers.has('content-encoding')) {
    const text = await message.text()
    signal?.throwIfAborted()
    if (text.length > limit) throw new BodyTooLong(`more than ${limit} bytes`)
    return text
  }
  const reader = message.body?.getReader()
  if (reader === undefined) return message.text()
  const stop = () => void reader.cancel(signal?.reason).catch(() => {})
  signal?.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  try {
    for (;;) {
      // A cancelled reader says `done`, as a finished one does: only the signal knows the difference.
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return text + decoder.decode()
      length += value.byteLength
      if (length > limit) throw new BodyTooLong(`more than ${limit} bytes`)
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    if (length > limit) stop()
  }
}
