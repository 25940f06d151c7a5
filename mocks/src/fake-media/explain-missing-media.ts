/**
 * Lets `publish()` fail with an error that says how to get fake cameras, in a DOM that has none: `installFakeMedia()`
 * replaces it.
 *
 * @param remedy the line to add, and where
 */
export function explainMissingMedia(remedy: string): void {
  if (typeof navigator === 'undefined') return
  // Of an error that it does not know by name, the client shows the name and nothing else.
  const refuse = async () => {
    throw Object.assign(new Error(remedy), { name: `This DOM has no camera and no microphone. ${remedy}` })
  }
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: { getUserMedia: refuse, getDisplayMedia: refuse, enumerateDevices: async () => [] },
  })
}
