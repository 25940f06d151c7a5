// HAR 1.2, as browsers' network panels read it, with Chromium's addition for the frames of a WebSocket.

import type { FrameEntry, JournalEntry, RequestEntry } from './entry.ts'

interface HarMessage {
  type: 'send' | 'receive'
  /** Seconds since the epoch. */
  time: number
  opcode: 1
  data: string
}

/** The requests of a journal, and the frames of each messaging socket. */
export function toHar(entries: readonly JournalEntry[]): object {
  const requests = entries.filter((entry): entry is RequestEntry => entry.kind === 'request')
  const frames = new Map<number, HarMessage[]>()
  for (const entry of entries) {
    if (entry.kind !== 'frame' || entry.socket === undefined) continue
    const list = frames.get(entry.socket) ?? []
    list.push(toMessage(entry))
    frames.set(entry.socket, list)
  }
  return {
    log: {
      version: '1.2',
      creator: { name: 'opentok-sandbox', version: '0.2.0' },
      pages: [],
      entries: requests.map((request) => toHarEntry(request, frames.get(request.seq))),
    },
  }
}

/** Nothing that is known: how HAR says it. */
const UNKNOWN = -1

function toHarEntry(entry: RequestEntry, messages: HarMessage[] | undefined): object {
  const { time: started, method, url, headers, body, answer } = entry
  const took = answer ? Math.max(Date.parse(answer.time) - Date.parse(started), 0) : 0
  const { searchParams, protocol } = new URL(url)
  const type = answer?.headers['content-type'] ?? ''
  const isSocket = protocol === 'ws:' || protocol === 'wss:'
  return {
    startedDateTime: started,
    time: took,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toPairs(headers),
      queryString: [...searchParams].map(([name, value]) => ({ name, value })),
      headersSize: UNKNOWN,
      bodySize: body?.length ?? 0,
      ...(body !== undefined && { postData: { mimeType: headers['content-type'] ?? '', text: body } }),
    },
    response: {
      status: answer?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toPairs(answer?.headers ?? {}),
      content: {
        size: answer?.body?.length ?? 0,
        mimeType: type,
        ...(answer?.body && { text: answer.body }),
      },
      redirectURL: '',
      headersSize: UNKNOWN,
      bodySize: answer?.body?.length ?? 0,
    },
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
    ...(isSocket && { _resourceType: 'websocket', _webSocketMessages: messages ?? [] }),
    comment: entry.text,
  }
}

function toPairs(headers: Readonly<Record<string, string>>): object[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}

function toMessage({ direction, time, text, content, ids }: FrameEntry): HarMessage {
  const data = content === undefined ? text : `${text} ${JSON.stringify(content)}`
  return {
    // As the client sees it.
    type: direction === 'in' ? 'send' : 'receive',
    time: Date.parse(time) / 1000,
    opcode: 1,
    data: ids === undefined ? data : `${data} ${JSON.stringify(ids)}`,
  }
}
