/** How sound stands in JSON, where an audio connector was asked for that (platform facts §8). */
export interface JsonTransport {
  /** The field that sound is sent in, as base64. */
  audioField: string
  /** The field that sound comes back in. */
  receiveAudioField: string
  /** What else each message has. */
  staticFields: Readonly<Record<string, string>>
}

/** A message with sound: its bytes, or JSON. */
export function packSound(samples: Uint8Array, transport?: JsonTransport): string | Uint8Array<ArrayBuffer> {
  if (transport === undefined) return new Uint8Array(samples)
  const audio = btoa(String.fromCharCode(...samples))
  return JSON.stringify({ ...transport.staticFields, [transport.audioField]: audio })
}

/** What a message of the other server is. */
export type Heard = { sound: Uint8Array } | { order: 'clear' }

/** Reads a message of the other server; `undefined` if it is neither sound nor an order. */
export function unpackMessage(data: unknown, transport?: JsonTransport): Heard | undefined {
  if (typeof data !== 'string') return { sound: new Uint8Array(data as ArrayBuffer) }
  try {
    const message = JSON.parse(data) as Record<string, unknown> | null
    const audio = transport && message?.[transport.receiveAudioField]
    if (typeof audio === 'string') {
      return { sound: Uint8Array.from(atob(audio), (character) => character.charCodeAt(0)) }
    }
    return message?.action === 'clear' ? { order: 'clear' } : undefined
  } catch {
    return undefined
  }
}
