import type { Clock } from '@opentok-sandbox/core'
import type { Log } from '../log.ts'
import { isPrivateAddress } from '../private-address.ts'
import type { CallbackAttempt, CallbackDelivery } from './callback-delivery.ts'
import {
  CALLBACK_TYPES,
  type CallbackTarget,
  type CallbackTargets,
  type CallbackType,
  type RegisteredCallback,
} from './callback-settings.ts'
import { postCallback } from './post-callback.ts'

/** How long after a failure a callback is sent again, in milliseconds; it doubles each time (platform facts §9.2). */
const FIRST_GAP = 5000
const LONGEST_GAP = 15 * 60_000

/** For how long it is tried. */
const LONGEST_TRIAL = 24 * 3_600_000

/** How many deliveries are remembered. */
const MOST_DELIVERIES = 1000

/** What a callback tells. */
export interface CallbackMessage {
  type: CallbackType
  apiKey: string
  sessionId: string
  event: string
  body: object
  /** An address of its own, besides that of its type. */
  url?: string | undefined
  /** The number of the journal entry that brought it about. */
  cause?: number | undefined
}

/** What callbacks need of the sandbox. */
export interface CallbackParts {
  clock: Clock
  fetch: typeof globalThis.fetch
  log: Log
  createId(): string
  /** Whether they may go anywhere, and not only to this machine and private networks. */
  anywhere: boolean
  targets: CallbackTargets
  /** Is told of each attempt. */
  onAttempt(delivery: CallbackDelivery, attempt: CallbackAttempt, cause: number | undefined): void
  onChange(): void
}

/** Sends callbacks (webhooks), and remembers them. Nothing ever waits for a receiver. */
export class Callbacks {
  readonly #parts: CallbackParts
  readonly #deliveries = new Map<string, { delivery: CallbackDelivery; secret: string | undefined }>()
  readonly #registered = new Map<string, RegisteredCallback[]>()
  #targets: { [Type in CallbackType]?: CallbackTarget | undefined }
  #epoch = 0

  constructor(parts: CallbackParts) {
    this.#parts = parts
    this.#targets = { ...parts.targets }
  }

  /** Where callbacks go, without secrets. */
  get targets(): CallbackTargets {
    return this.#targets
  }

  /** The signature secrets: they are shown nowhere. */
  get secrets(): string[] {
    return CALLBACK_TYPES.flatMap((type) => this.#targets[type]?.signatureSecret ?? [])
  }

  /** Sets where the callbacks of the types that are given go; `undefined` is nowhere. */
  setTargets(targets: CallbackTargets): void {
    this.#targets = { ...this.#targets, ...targets }
    this.#parts.onChange()
  }

  /** What a project has registered. */
  registered(apiKey: string): readonly RegisteredCallback[] {
    return this.#registered.get(apiKey) ?? []
  }

  register(apiKey: string, callback: RegisteredCallback): void {
    this.#registered.set(apiKey, [...this.registered(apiKey), callback])
    this.#parts.onChange()
  }

  /** @returns whether it was there */
  unregister(apiKey: string, id: string): boolean {
    const known = this.registered(apiKey)
    const left = known.filter((one) => one.id !== id)
    this.#registered.set(apiKey, left)
    this.#parts.onChange()
    return left.length < known.length
  }

  /** The deliveries, the newest first. */
  list(): CallbackDelivery[] {
    return Array.from(this.#deliveries.values(), ({ delivery }) => delivery).reverse()
  }

  /** Sends a callback to all who are to know. */
  send(message: CallbackMessage): void {
    const target = this.#targets[message.type]
    const urls = new Map<string, string | undefined>()
    if (target) urls.set(target.url, target.signatureSecret)
    if (message.url !== undefined) urls.set(message.url, target?.signatureSecret)
    for (const { url } of this.#subscribers(message)) urls.set(url, undefined)
    for (const [url, secret] of urls) this.#begin(message, url, secret)
  }

  /**
   * Sends one again, at once.
   *
   * @returns whether there is one of this ID
   */
  resend(id: string): boolean {
    const known = this.#deliveries.get(id)
    if (known === undefined) return false
    void this.#attempt(id, this.#parts.clock.now(), undefined)
    return true
  }

  reset(): void {
    this.#epoch++
    this.#deliveries.clear()
    this.#registered.clear()
    this.#targets = { ...this.#parts.targets }
    this.#parts.onChange()
  }

  #subscribers({ apiKey, event, type }: CallbackMessage): RegisteredCallback[] {
    const [group, name] = GROUPS[event] ?? (type === 'archive' ? ['archive', 'status'] : [])
    return this.registered(apiKey).filter((one) => one.group === group && one.event === name)
  }

  #begin(message: CallbackMessage, url: string, secret: string | undefined): void {
    const { type, apiKey, sessionId, event, body, cause } = message
    const id = this.#parts.createId()
    const delivery: CallbackDelivery = {
      id,
      type,
      apiKey,
      sessionId,
      event,
      url,
      body,
      secure: secret !== undefined,
      status: 'pending',
      attempts: [],
    }
    this.#deliveries.set(id, { delivery, secret })
    const [oldest] = this.#deliveries.keys()
    if (this.#deliveries.size > MOST_DELIVERIES && oldest !== undefined) this.#deliveries.delete(oldest)
    void this.#attempt(id, this.#parts.clock.now(), cause)
  }

  /** @param begun when it was tried for the first time */
  async #attempt(id: string, begun: number, cause: number | undefined): Promise<void> {
    const known = this.#deliveries.get(id)
    if (known === undefined) return
    const epoch = this.#epoch
    const { delivery, secret } = known
    if (!this.#parts.anywhere && !isPrivateAddress(delivery.url)) {
      this.#refuse(delivery, cause)
      return
    }
    delivery.retryAt = undefined
    const outcome = await postCallback(delivery, secret, this.#parts)
    if (epoch !== this.#epoch) return
    delivery.status = outcome.status === 200 ? 'delivered' : 'pending'
    if (delivery.status === 'pending') this.#plan(delivery, begun, cause)
    this.#note(delivery, outcome, cause)
  }

  #refuse(delivery: CallbackDelivery, cause: number | undefined): void {
    delivery.status = 'refused'
    const problem =
      'The address is not on this machine or in a private network. Start with --callbacks-anywhere'
    this.#note(delivery, { problem }, cause)
    const { host } = new URL(delivery.url)
    this.#parts.log({ level: 'warn', message: `A callback was not sent to ${host}: ${problem}` })
  }

  #plan(delivery: CallbackDelivery, begun: number, cause: number | undefined): void {
    const { clock } = this.#parts
    const gap = Math.min(FIRST_GAP * 2 ** delivery.attempts.length, LONGEST_GAP)
    if (clock.now() + gap - begun > LONGEST_TRIAL) {
      delivery.status = 'failed'
      return
    }
    delivery.retryAt = new Date(clock.now() + gap).toISOString()
    clock.setTimeout(() => {
      // It was sent again by hand meanwhile.
      if (delivery.status === 'pending') void this.#attempt(delivery.id, begun, cause)
    }, gap)
  }

  #note(delivery: CallbackDelivery, outcome: Omit<CallbackAttempt, 'time'>, cause: number | undefined): void {
    const attempt = { time: new Date(this.#parts.clock.now()).toISOString(), ...outcome }
    delivery.attempts.push(attempt)
    this.#parts.onAttempt(delivery, attempt, cause)
    this.#parts.onChange()
  }
}

/** The pairs of `POST …/callback` by the events of session monitoring and of SIP. */
const GROUPS: Readonly<Record<string, [group: string, event: string]>> = {
  connectionCreated: ['connection', 'created'],
  connectionDestroyed: ['connection', 'destroyed'],
  streamCreated: ['stream', 'created'],
  streamDestroyed: ['stream', 'destroyed'],
  callCreated: ['sip_call', 'created'],
  callDestroyed: ['sip_call', 'destroyed'],
}
