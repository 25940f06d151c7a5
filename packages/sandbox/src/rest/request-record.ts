import type { Context } from '../context.ts'
import type { Described, JournalAnswer } from '../journal/entry.ts'
import { JournalRecord } from '../journal/record.ts'
import type { Cause } from '../session/event-details.ts'
import { bodyOf } from './render.ts'

/** What a request and its answer carry here is never shown. */
const SECRET_HEADERS = /^(authorization|cookie|set-cookie|x-opentok-auth|x-tb-token-auth|x-tb-partner-auth)$/i

/** What a transport knows of the client of a request. */
export interface RestClient {
  /** Its IP address: it has a place in the network. */
  address?: string | undefined
  /** The name or the address that it uses for the sandbox, where the request's URL does not have it. */
  hostname?: string | undefined
}

/** What answering one request takes. */
export interface RestContext extends Context {
  readonly record: RequestRecord
  readonly client: RestClient
  /** What the request brings about has this cause. */
  readonly cause: Cause
}

/** About how much memory the headers of a request and of an answer take, in bytes. */
const HEADERS_SIZE = { request: 2000, answer: 600 }

interface Answer {
  status: number
  headers: Headers
  body: string | undefined
  time: number
}

/** A request to the REST API, with its answer as soon as there is one. */
export class RequestRecord extends JournalRecord {
  readonly method: string
  readonly #url: string
  readonly #headers: Headers
  #body: string | undefined
  #answer: Answer | undefined

  constructor({ method, url, headers }: Request) {
    super()
    this.method = method
    this.#url = url
    this.#headers = headers
  }

  override get kind(): 'request' {
    return 'request'
  }

  override get status(): number | undefined {
    return this.#answer?.status
  }

  override get size(): number {
    const { request, answer } = HEADERS_SIZE
    const bodies = (this.#body?.length ?? 0) + (this.#answer?.body?.length ?? 0)
    return this.#url.length + bodies + request + (this.#answer ? answer : 0)
  }

  /** The body, once it has been read. */
  keepBody(text: string): void {
    this.#body = hideCredentials(text)
  }

  answer(response: Response, time: number): void {
    const { status, headers } = response
    const body = bodyOf(response)
    this.#answer = { status, headers, body: body && hideCredentials(body), time }
  }

  override describe(): Described {
    const { pathname } = new URL(this.#url)
    const { status } = this
    return {
      kind: 'request',
      method: this.method,
      url: this.#url,
      headers: showHeaders(this.#headers),
      body: this.#body,
      status,
      answer: this.#answer && describeAnswer(this.#answer),
      text: `${this.method} ${pathname} → ${status === undefined ? 'no answer yet' : status || 'no answer'}`,
    }
  }
}

/** Fields that are secrets, also those that nobody registered: of a TURN server, a telephone, a storage, a project. */
const SECRET_FIELDS = /"(credential|password|secretKey|accountKey|secret)"(\s*:\s*)"(?:[^"\\]|\\.)+"/g

function hideCredentials(body: string): string {
  return body.replace(SECRET_FIELDS, '"$1"$2"[secret]"')
}

function describeAnswer({ status, headers, body, time }: Answer): JournalAnswer {
  return { status, time: new Date(time).toISOString(), headers: showHeaders(headers), body }
}

function showHeaders(headers: Headers): Record<string, string> {
  // A test's DOM keeps the capitals of names.
  const shown = Array.from(headers, ([name, value]) => [
    name.toLowerCase(),
    SECRET_HEADERS.test(name) ? '[hidden]' : value,
  ])
  return Object.fromEntries(shown)
}
