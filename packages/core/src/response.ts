import {
  AuthenticationError,
  HttpError,
  NetworkError,
  type OpenTokError,
  ParseError,
  type RequestTarget,
} from './errors.ts'
import { harmlessCause } from './harmless-cause.ts'
import { loadOnce } from './load-once.ts'
import { BodyTooLong, readBody } from './read-body.ts'
import type { XmlElement } from './xml.ts'

const loadXml = loadOnce(() => import('./xml.ts'))

/** OpenTok's longest answer has some 700 bytes. */
const LONGEST_ANSWER = 64 * 1024

/** What reading an answer takes besides it. */
export interface AnswerContext {
  target: RequestTarget
  signal: AbortSignal
  /** Takes secrets out of a text that is quoted. */
  hide(text: string): string
}

/**
 * Reads the session ID in the answer to `POST /session/create`, JSON or XML of any year (rest facts §1.5
 * and §1.6).
 *
 * @throws {AuthenticationError} | {@link HttpError} | {@link ParseError} | {@link NetworkError}, or the signal's reason
 */
export async function readSessionAnswer(response: Response, context: AnswerContext): Promise<string> {
  const { status } = response
  const { target } = context
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new HttpError('OpenTok does not redirect, and this was not followed: check apiUrl', target, status)
  }
  const text = await readText(response, context)
  let answer: unknown
  try {
    answer = await parse(text)
  } catch (error) {
    if (response.ok) throw new ParseError(describeUnreadable(text, error, context), target, status)
  }
  const refusal = findRefusal(answer)
  if (!response.ok || refusal !== undefined) {
    throw refuse(refusal?.code ?? status, refusal?.message ?? '', context, status)
  }
  const sessionId = findSessionId(answer)
  if (!sessionId) throw new ParseError('The answer holds no session ID', target, status)
  return sessionId
}

async function readText(response: Response, { target, signal, hide }: AnswerContext): Promise<string> {
  try {
    return await readBody(response, { limit: LONGEST_ANSWER, signal })
  } catch (error) {
    if (error instanceof BodyTooLong) {
      throw new ParseError(
        `The answer is too long to be one of OpenTok's: ${error.message}`,
        target,
        response.status,
      )
    }
    throw new NetworkError(target, { cause: harmlessCause(error, hide) })
  }
}

/** Tells the formats apart by their first character: not every OpenTok named its Content-Type well. */
async function parse(text: string): Promise<unknown> {
  if (/^\s*[[{]/.test(text)) return JSON.parse(text)
  const { parseXml } = await loadXml()
  return parseXml(text)
}

function describeUnreadable(text: string, error: unknown, { hide }: AnswerContext): string {
  if (text.trim() === '') return 'The answer is empty'
  if (/^\s*<(!doctype html|html)/i.test(text))
    return 'The answer is a web page, not one of OpenTok: check apiUrl'
  if (/^\s*[[{]/.test(text)) return 'The answer is not valid JSON'
  if (!/^\s*</.test(text)) return 'The answer is neither XML nor JSON'
  return `The answer is not well-formed XML: ${error instanceof Error ? hide(error.message) : 'unknown'}`
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

function refuse(
  code: number,
  message: string,
  { target, hide }: AnswerContext,
  status: number,
): OpenTokError {
  const quoted = message ? `: ${hide(message).slice(0, 200)}` : ''
  return code === 401 || code === 403
    ? new AuthenticationError(`OpenTok refused the API key or its secret${quoted}`, target, status)
    : new HttpError(`OpenTok could not create the session${quoted}`, target, status)
}

/** In `[{session_id}]`, `<sessions><Session>` or, in 2012, `<Sessions><Session>`. */
function findSessionId(answer: unknown): string | undefined {
  const list = child(answer, 'sessions') ?? child(answer, 'Sessions')
  return textOf(child(list === undefined ? first(answer) : child(list, 'Session'), 'session_id'))
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
