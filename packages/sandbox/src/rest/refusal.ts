/** How a refusal looks: today's `errorPayload` and JSON, or what the OpenTok of 2012 told its SDKs. */
export type RefusalStyle = 'payload' | 'errors-2012'

/**
 * A request is refused as OpenTok refuses it. The message is the service's own; the hint is the sandbox's,
 * for the log and the header `X-OpenTok-Sandbox-Hint`.
 */
export class Refusal extends Error {
  readonly status: 400 | 403 | 404 | 405 | 413 | 501
  /** The number in the body; `undefined` leaves it out, as OpenTok does here and there. */
  readonly code: number | undefined
  readonly hint: string
  /** What the answer has for a description: mostly the message again, or nothing (rest facts §1.6). */
  readonly description: string | undefined
  readonly style: RefusalStyle

  constructor(
    status: Refusal['status'],
    message: string,
    hint: string,
    {
      described = true,
      description = message,
      style = 'payload' as RefusalStyle,
      code = -1 as number | 'none',
    } = {},
  ) {
    super(message)
    this.status = status
    this.hint = hint
    this.description = described ? description : undefined
    this.code = code === 'none' ? undefined : code
    this.style = style
  }
}
