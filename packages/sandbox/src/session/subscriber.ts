import type { Connection } from './connection.ts'
import type { Stream } from './stream.ts'

/** One client's subscription to a stream. */
export interface Subscriber {
  readonly id: string
  readonly stream: Stream
  /** The client that subscribes. */
  readonly connection: Connection
}
