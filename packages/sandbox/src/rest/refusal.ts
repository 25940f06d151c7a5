/** How a refusal looks: today's `errorPayload` and JSON, or what the OpenTok of 2012 told its SDKs. */
export type RefusalStyle = 'payload' | 'errors-2012'

/**
 * A request is refused as OpenTok refuses it. The message is the service's own; the hint is the sandbox's,
 * for the log and the header `X-OpenTok-Sandbox-Hint`.
 */
export class Refusal extends Error {
  readonly status: 400 | 403 | 404 | 405 | 413
  readonly hint: string
  /** Whether the answer repeats the message as a description (rest facts §1.6). */
  readonly described: boolean
  readonly style: RefusalStyle

  constructor(
    status: Refusal['status'],
    message: string,
    hint: string,
    { described = true, style = 'payload' as RefusalStyle } = {},
  ) {
    super(message)
    this.status = status
    this.hint = hint
    this.described = described
    this.style = style
  }
}
