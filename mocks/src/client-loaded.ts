/** OpenTok's client was loaded before the sandbox listened. */
export class ClientLoadedTooEarly extends Error {
  override readonly name = 'ClientLoadedTooEarly'
}

/**
 * OpenTok's client keeps the `WebSocket` that it finds when it is loaded (messaging facts §7.1), so that a
 * sandbox that begins to listen afterwards would never hear it.
 *
 * @param remedy what to write instead
 * @throws {ClientLoadedTooEarly} if the client is there already
 */
export function assertClientNotLoaded(remedy: string): void {
  const { OT } = globalThis as { OT?: { initSession?: unknown } }
  if (typeof OT?.initSession !== 'function') return
  throw new ClientLoadedTooEarly(
    'The OpenTok client was loaded before the sandbox listened. It keeps the WebSocket that it found, ' +
      `so it would go past the sandbox. ${remedy}`,
  )
}
