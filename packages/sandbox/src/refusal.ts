/** How a refusal of the REST API differs from the usual one: `{ code: -1, message, description }`. */
export interface RefusalAnswer {
  /** The number in the body; `none` leaves it out, as OpenTok does in some answers. @default -1 */
  code?: number | 'none'
  /** The description in the body; `none` leaves it out (rest facts §1.6). @default the message */
  description?: string
  /** `errors-2012` is what the OpenTok of 2012 told its SDKs. @default 'payload' */
  style?: 'payload' | 'errors-2012'
}

/**
 * A request or a message is refused as OpenTok refuses it: with a status, and the service's own words. The hint is the
 * sandbox's: it tells the developer what is wrong and how to fix it, in the log and in the header
 * `X-OpenTok-Sandbox-Hint`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly hint: string
  readonly answer: RefusalAnswer

  /** @param message the message of a REST answer, or the reason in a STATUS frame */
  constructor(status: number, message: string, hint: string, answer: RefusalAnswer = {}) {
    super(message)
    this.status = status
    this.hint = hint
    this.answer = answer
  }
}
