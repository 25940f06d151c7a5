import type { Clock } from '@opentok-sandbox/core'
import type { CallbackAttempt, CallbackDelivery } from './callback-delivery.ts'
import { signCallback } from './sign-callback.ts'

/** How long a receiver may take to answer, in milliseconds. */
const PATIENCE = 10_000

/** Sends a callback once, and says what came of it: only an answer of 200 counts (platform facts §9.2). */
export async function postCallback(
  { id, url, body, apiKey }: CallbackDelivery,
  secret: string | undefined,
  { fetch, clock }: { fetch: typeof globalThis.fetch; clock: Pick<Clock, 'now'> },
): Promise<Omit<CallbackAttempt, 'time'>> {
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  try {
    const jwt = secret && (await signCallback(bytes, secret, { apiKey, id, time: clock.now() }))
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(jwt && { Authorization: `Bearer ${jwt}` }) },
      body: bytes,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    await response.body?.cancel()
    const { status } = response
    return status === 200 ? { status } : { status, problem: 'Only an answer of 200 counts as delivered' }
  } catch (error) {
    return { problem: describe(error) }
  }
}

/** Node says only "fetch failed", and keeps the reason inside. */
function describe(error: unknown): string {
  const { message, cause, name } = error as Error
  if (name === 'TimeoutError') return 'The receiver did not answer within 10 s'
  const { code, message: inner } = Object(cause) as { code?: string; message?: string }
  return `The receiver was not reached: ${code ?? inner ?? message}`
}
