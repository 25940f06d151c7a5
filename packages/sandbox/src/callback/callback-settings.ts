/** What callbacks can be about; the account portal has one address for each (platform facts §9.1). */
export const CALLBACK_TYPES = ['session', 'archive', 'broadcast', 'render', 'sip', 'captions'] as const

/** @see {@link CALLBACK_TYPES} */
export type CallbackType = (typeof CALLBACK_TYPES)[number]

/** Where the callbacks of one type go; plain data. */
export interface CallbackTarget {
  url: string
  /** With it, callbacks are signed. */
  signatureSecret?: string | undefined
}

/** Where callbacks go, by their type. */
export type CallbackTargets = { readonly [Type in CallbackType]?: CallbackTarget | undefined }

/** The pairs that `POST …/callback` can register. */
export const CALLBACK_EVENTS: readonly { group: string; event: string }[] = [
  { group: 'archive', event: 'status' },
  { group: 'connection', event: 'created' },
  { group: 'connection', event: 'destroyed' },
  { group: 'stream', event: 'created' },
  { group: 'stream', event: 'destroyed' },
  { group: 'sip_call', event: 'created' },
  { group: 'sip_call', event: 'destroyed' },
]

/** A callback that was registered by `POST …/callback`. */
export interface RegisteredCallback {
  id: string
  group: string
  event: string
  url: string
  createdAt: number
}

/**
 * Reads where callbacks go: for each type an address, or one with a secret, or `null` for none.
 *
 * @throws {TypeError} naming what is wrong
 */
export function readCallbackTargets(value: unknown): Record<CallbackType, CallbackTarget | undefined> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('callbacks: must be an object')
  const targets = {} as Record<CallbackType, CallbackTarget | undefined>
  for (const [key, given] of Object.entries(value)) {
    if (!(CALLBACK_TYPES as readonly string[]).includes(key))
      throw new TypeError(`callbacks.${key}: callbacks are of ${CALLBACK_TYPES.join(', ')}`)
    targets[key as CallbackType] = given === null ? undefined : readTarget(`callbacks.${key}`, given)
  }
  return targets
}

function readTarget(name: string, given: unknown): CallbackTarget {
  const { url, signatureSecret, ...others } = (
    typeof given === 'string' ? { url: given } : Object(given)
  ) as Record<string, unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`${name}.${unknown}: it has url and signatureSecret`)
  if (typeof url !== 'string' || !isWebAddress(url))
    throw new TypeError(`${name}: must be an http or https address`)
  if (signatureSecret !== undefined && (typeof signatureSecret !== 'string' || signatureSecret === ''))
    throw new TypeError(`${name}.signatureSecret: must be text`)
  return { url, ...(signatureSecret !== undefined && { signatureSecret }) }
}

/** Whether a text is an address that a callback can go to. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && text.length <= 2048
}
