import { redact } from '@opentok-sandbox/core'

/** One request and its answer, as text that may be shown: the token in it is shortened. */
export interface WireExchange {
  request: string
  answer: string
}

/** A `fetch` that remembers the last exchange that went through it. */
export interface Recorder {
  fetch: typeof globalThis.fetch
  readonly last: WireExchange | undefined
}

/** Makes a recorder around the page's own `fetch`. */
export function recordExchanges(): Recorder {
  let last: WireExchange | undefined
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const sent = await describeRequest(request.clone())
      const response = await fetch(request)
      last = { request: sent, answer: await describeResponse(response.clone()) }
      return response
    },
    get last() {
      return last
    },
  }
}

async function describeRequest(request: Request): Promise<string> {
  const { method, url, headers } = request
  return redact([`${method} ${url}`, ...describeHeaders(headers), '', await request.text()].join('\n'))
}

async function describeResponse(response: Response): Promise<string> {
  const { status, statusText, headers } = response
  const body = (await response.text()).replaceAll('><', '>\n<')
  return redact([`HTTP ${status} ${statusText}`.trim(), ...describeHeaders(headers), '', body].join('\n'))
}

function describeHeaders(headers: Headers): string[] {
  return [...headers].map(([name, value]) => `${name}: ${value}`)
}
