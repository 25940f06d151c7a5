/** OpenTok's client was loaded before the sandbox listened. */
export class ClientLoadedTooEarly extends Error {
  override readonly name = 'ClientLoadedTooEarly'
}

/**
 * OpenTok's client keeps the `WebSocket` that exists when it is loaded (messaging facts §7.1): it would never reach a
 * sandbox that starts later.
 *
 * @param remedy tells what to do instead
 * @throws {ClientLoadedTooEarly} if the client is there already
 */
export function assertClientNotLoaded(remedy: string): void {
  const { OT } = globalThis as { OT?: { initSession?: unknown } }
  if (typeof OT?.initSession !== 'function') return
  throw new ClientLoadedTooEarly(
    'The OpenTok client was loaded before the sandbox listened. It keeps the WebSocket that existed then, ' +
      `so it would not use the sandbox. ${remedy}`,
  )
}
