/** Signs of a JWT (three base64url parts) and of a T1 token, in a URL too; long, so that host names are left alone. */
const TOKEN = /\b(eyJ[\w-]{8,}\.[\w-]{8,}|e[wy][\w-]{15,}\.[\w-]{16,})\.[\w-]*|T1(==|%3D%3D)[\w+/=%-]*/gi

/**
 * A text without the tokens that may stand in it: for messages and logs that quote what somebody else wrote.
 *
 * @example
 * redact('Invalid token format Token: T1==cGFydG5lcl9pZD0x') // 'Invalid token format Token: [token]'
 */
export function redact(text: string): string {
  return text.replace(TOKEN, '[token]')
}
