import type { CallbackType } from './callback-settings.ts'

/** One attempt to deliver a callback; plain data. */
export interface CallbackAttempt {
  /** ISO 8601, by the sandbox's clock. */
  time: string
  /** Of the answer, if there was one. */
  status?: number | undefined
  problem?: string | undefined
}

/** A callback that was sent, or is to be; plain data. */
export interface CallbackDelivery {
  id: string
  type: CallbackType
  apiKey: string
  sessionId: string
  /** The word for what it tells of: `connectionCreated`, `archive`, … */
  event: string
  url: string
  body: unknown
  /** Whether it is signed. */
  secure: boolean
  status: 'pending' | 'delivered' | 'failed' | 'refused'
  attempts: CallbackAttempt[]
  /** When it is sent again, ISO 8601. */
  retryAt?: string | undefined
}
