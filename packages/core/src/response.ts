import { AuthenticationError, HttpError, type OpenTokError, ParseError, type RequestPlace } from './errors.ts'
import { BodyTooLong, readBody } from './read-body.ts'
import { redact } from './redact.ts'
import type { XmlElement } from './xml.ts'

/** OpenTok's longest answer has some 700 bytes. */
const LONGEST_ANSWER = 64 * 1024

/** The one session of an answer to `POST /session/create`, as plain text. */
export interface SessionAnswer {
  sessionId: string
  /** The API key the answer names; empty where it names none. */
  apiKey: string
  /** OpenTok's `create_dt`, verbatim; no SDK parses it, since its form has changed over the years. */
  createDate: string
}

/**
 * Reads the answer to `POST /session/create`, JSON or XML of any year (rest facts §1.5 and §1.6).
 *
 * @throws {AuthenticationError} | {@link HttpError} | {@link ParseError}, or the signal's reason
 */
export async function readSessionAnswer(
  response: Response,
  place: RequestPlace,
  signal?: AbortSignal,
): Promise<SessionAnswer> {
  const { status } = response
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new HttpError('OpenTok does not redirect, and this was not followed: check apiUrl', place, status)
  }
  const text = await readText(response, place, signal)
  let answer: unknown
  try {
    answer = await parse(text)
  } catch (error) {
    if (response.ok) throw new ParseError(describeUnreadable(text, error), place, status)
  }
  const refusal = findRefusal(answer)
  if (!response.ok || refusal !== undefined) {
    throw refuse(refusal?.code ?? status, refusal?.message ?? '', place, status)
  }
  const session = findSession(answer)
  if (session === undefined) throw new ParseError('The answer holds no session ID', place, status)
  return session
}

async function readText(response: Response, place: RequestPlace, signal?: AbortSignal): Promise<string> {
  try {
    return await readBody(response, signal ? { limit: LONGEST_ANSWER, signal } : { limit: LONGEST_ANSWER })
  } catch (error) {
    if (error instanceof BodyTooLong) {
      throw new ParseError(
        `The answer is too long to be one of OpenTok's: ${error.message}`,
        place,
        response.status,
      )
    }
    throw error
  }
}

/** Tells the formats apart by their first character: not every OpenTok named its Content-Type well. */
async function parse(text: string): Promise<unknown> {
  if (/^\s*[[{]/.test(text)) return JSON.parse(text)
  const { parseXml } = await import('./xml.ts')
  return parseXml(text)
}

function describeUnreadable(text: string, error: unknown): string {
  if (text.trim() === '') return 'The answer is empty'
  if (/^\s*<(!doctype html|html)/i.test(text))
    return 'The answer is a web page, not one of OpenTok: check apiUrl'
  if (/^\s*[[{]/.test(text)) return 'The answer is not valid JSON'
  if (!/^\s*</.test(text)) return 'The answer is neither XML nor JSON'
  return `The answer is not well-formed XML: ${error instanceof Error ? redact(error.message) : 'unknown'}`
}

interface Refusal {
  code: number | undefined
  message: string
}

/** `{code, message}`, `<errorPayload>`, or the `<Errors>` of 2012, which came with a status of 200. */
function findRefusal(answer: unknown): Refusal | undefined {
  const payload = child(answer, 'errorPayload') ?? answer
  const message = textOf(child(payload, 'message'))
  if (message !== undefined) return { code: undefined, message }
  const error = child(child(answer, 'Errors'), 'error')
  if (error === undefined) return undefined
  const [kind, detail] = Object.entries(error).find(([, value]) => Array.isArray(value)) ?? []
  return {
    code: Number(textOf(child(error, 'code'))) || undefined,
    message: textOf(child(first(detail), 'message')) ?? kind ?? 'an error without a message',
  }
}

function refuse(code: number, message: string, place: RequestPlace, status: number): OpenTokError {
  const quoted = message ? `: ${redact(message).slice(0, 200)}` : ''
  return code === 401 || code === 403
    ? new AuthenticationError(`OpenTok refused the API key or its secret${quoted}`, place, status)
    : new HttpError(`OpenTok could not create the session${quoted}`, place, status)
}

/** `[{session_id}]`, `<sessions><Session>` or, in 2012, `<Sessions><Session>`. */
function findSession(answer: unknown): SessionAnswer | undefined {
  const list = child(answer, 'sessions') ?? child(answer, 'Sessions')
  const session = list === undefined ? first(answer) : child(list, 'Session')
  const sessionId = textOf(child(session, 'session_id'))
  if (!sessionId) return undefined
  return {
    sessionId,
    apiKey: textOf(child(session, 'partner_id')) ?? '',
    createDate: textOf(child(session, 'create_dt')) ?? '',
  }
}

/** A property of a JSON object or the first such child of an element; `undefined` in anything else. */
function child(parent: unknown, name: string): object | string | undefined {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) return undefined
  const value: unknown = first((parent as Record<string, unknown>)[name])
  return typeof value === 'number' ? String(value) : (value as XmlElement | undefined)
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
