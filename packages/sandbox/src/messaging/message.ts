// The Raptor message: the JSON in the body of a MESSAGE frame (messaging facts §3).

/** A message to clients, before it becomes a frame. */
export interface Message {
  method: string
  uri: string
  /** Clients require an object. */
  content: object
  reason?: string
  /** The connection that it comes from, the symphony address, or nothing for the server itself. */
  from: string
}

/** A message from a client, with its URI taken apart. */
export interface ClientMessage {
  method: string
  /** The names of the URI below the session: `connection/signal` of `…/connection/C/signal/T`. */
  resource: string
  /** The values by their names, `partner` and `session` included. */
  parameters: ReadonlyMap<string, string>
  content: Readonly<Record<string, unknown>>
}

/** A session ID has 255 characters, and the UUIDs of a channel's data 36 each. */
const LONGEST_URI = 2048

/** The longest ID in a URI: a session ID has up to 255 characters. */
const LONGEST_ID = 255

/** Content that is nested deeper can be parsed, but not written again. */
const DEEPEST_CONTENT = 32

/** The body of a frame is not a message. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
}

/**
 * Reads the body of a client's MESSAGE frame.
 *
 * @throws {MessageError} if it is not one
 */
export function parseMessage(body: string): ClientMessage {
  const message = parseObject(body)
  const { method, uri, content = {} } = message
  if (typeof method !== 'string' || typeof uri !== 'string') {
    throw new MessageError('A message requires a method and a uri, both text')
  }
  if (!isObject(content)) throw new MessageError('The content of a message must be an object')
  if (!isShallow(content, DEEPEST_CONTENT)) {
    throw new MessageError(`The content of a message can be nested at most ${DEEPEST_CONTENT} levels deep`)
  }
  return { method, ...parseUri(uri), content }
}

/** Writes the body of a MESSAGE frame to a client. */
export function formatMessage({ method, uri, content, reason }: Message): string {
  return JSON.stringify(reason === undefined ? { method, uri, content } : { method, uri, content, reason })
}

/** `/v2` and pairs of name and value; a last name may stand alone (`…/migrate`). */
function parseUri(uri: string): Pick<ClientMessage, 'resource' | 'parameters'> {
  if (uri.length > LONGEST_URI)
    throw new MessageError(`The uri of a message can have at most ${LONGEST_URI} characters`)
  const [root, version, ...segments] = uri.split('/')
  if (root !== '' || version !== 'v2') throw new MessageError('The uri of a message begins with /v2/')
  const parameters = new Map<string, string>()
  for (let i = 0; i < segments.length; i += 2) {
    const name = segments[i] ?? ''
    if (name === '' || segments[i + 1] === '')
      throw new MessageError('The uri of a message has an empty segment')
    if (parameters.has(name)) throw new MessageError('The uri of a message names a resource twice')
    const value = segments[i + 1] ?? ''
    if (value.length > LONGEST_ID || name.length > LONGEST_ID) {
      throw new MessageError(`An ID in the uri of a message can have at most ${LONGEST_ID} characters`)
    }
    parameters.set(name, value)
  }
  const [partner, session, ...names] = parameters.keys()
  if (partner !== 'partner' || session !== 'session') {
    throw new MessageError('The uri of a message begins with /v2/partner/KEY/session/ID')
  }
  return { resource: names.join('/'), parameters }
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new MessageError('The body of a message must be JSON')
  }
  if (!isObject(value)) throw new MessageError('The body of a message must be a JSON object')
  return value
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((part) => isShallow(part, depth - 1))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
