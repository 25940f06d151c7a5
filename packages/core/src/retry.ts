import ky from 'ky'

/** How a request that failed is tried again. */
export interface RetryOptions {
  url: string
  /** How often, at most. */
  limit: number
  signal: AbortSignal
  /** Sends the request again. */
  send(): Promise<Response>
}

/** The longest wait that an overloaded server may ask for, in milliseconds. */
const LONGEST_WAIT = 5000

/**
 * Goes on with a request whose first attempt failed, or was answered 503. It is ky that decides whether and when
 * to try again (`Retry-After` included); this is the only file that imports it, and it is loaded when something
 * has failed: what ky does to a request in case it should fail takes as long as sending it.
 *
 * @param first what became of the first attempt
 * @returns the last response, a 503 too
 * @throws whatever the last attempt failed with
 */
export async function retry(first: () => Promise<Response>, options: RetryOptions): Promise<Response> {
  const { url, limit, signal, send } = options
  let attempts = 0
  try {
    return await ky.post(url, {
      fetch: () => (attempts++ === 0 ? first() : send()),
      signal,
      // One deadline for the answer's head, its body and all attempts is kept by the caller.
      timeout: false,
      throwHttpErrors: (status) => status === 503,
      retry: {
        limit,
        methods: ['post'],
        statusCodes: [503],
        afterStatusCodes: [503],
        maxRetryAfter: LONGEST_WAIT,
      },
    })
  } catch (error) {
    // ky throws the last 503 as an error that holds the request; only its response goes on from here.
    if (error instanceof Error && 'response' in error) return error.response as Response
    throw error
  }
}
