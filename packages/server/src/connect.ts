import {
  CommandError,
  createCommands,
  listCommands,
  type Sandbox,
  toCommandError,
  WATCHED_TOPICS,
} from '@opentok-sandbox/sandbox'
import { DEFAULT_PORT } from './default-port.ts'

const commands = new Map(listCommands().map(({ name, command }) => [name, command.http]))

/**
 * Steers a sandbox that runs in another process, with the same commands as one in this process. Runs in browsers, too, in
 * pages of the sandbox's own address.
 *
 * @param url the address of its server. On Node, OPENTOK_SANDBOX_URL is the default
 * @throws {TypeError} if that is not an http or https address
 *
 * @example
 * const sandbox = connectSandbox('http://localhost:9300')
 * await sandbox.fail({ on: 'session.create', status: 503 })
 */
export function connectSandbox(url: string | URL = defaultUrl()): Sandbox {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError('url: must be an http or https address, such as http://localhost:9300')
  }
  const base = String(url).replace(/\/+$/, '')
  return {
    ...createCommands((name, input) => callOverHttp(base, name, input)),
    watch(listener, topics = WATCHED_TOPICS) {
      const ended = new AbortController()
      void loadEventSource().then((EventSource) => {
        if (ended.signal.aborted) return
        const source = new EventSource(`${base}/sandbox/events?topics=${topics.join(',')}`)
        for (const topic of topics) source.addEventListener(topic, () => listener(topic))
        ended.signal.addEventListener('abort', () => source.close())
      })
      return () => ended.abort()
    },
  }
}

/** Where `opentok-sandbox exec` and `opentok-sandbox/register` say that it is, or where it is without another port. */
function defaultUrl(): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.OPENTOK_SANDBOX_URL || `http://localhost:${DEFAULT_PORT}`
}

/** That of a browser; on Node, few programs watch, and the others do not load the library. */
async function loadEventSource(): Promise<
  new (
    url: string,
  ) => Pick<EventTarget, 'addEventListener'> & { close(): void }
> {
  const { EventSource } = globalThis as { EventSource?: Awaited<ReturnType<typeof loadEventSource>> }
  return EventSource ?? (await import('eventsource')).EventSource
}

async function callOverHttp(
  base: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { path, init } = toRequest(name, input)
  let response: Response
  try {
    response = await fetch(`${base}/sandbox${path}`, init)
  } catch (error) {
    throw new Error(`No sandbox answers at ${base}. Start one with "npx opentok-sandbox"`, { cause: error })
  }
  const text = await response.text()
  if (!response.ok)
    throw toCommandError({ status: response.status, message: readMessage(text, response.status) })
  if (text === '') return undefined
  return commands.get(name)?.contentType ? text : JSON.parse(text)
}

/** A command as its HTTP request: what its path has no place for goes into the query or the body. */
function toRequest(
  name: string,
  input: Readonly<Record<string, unknown>>,
): { path: string; init: RequestInit } {
  const http = commands.get(name)
  if (http === undefined) throw new CommandError(404, `The sandbox does not have the command "${name}"`)
  const { method, paths } = http
  const parameters = (path: string) => [...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter)
  const given = (path: string) => parameters(path).every((parameter) => input[parameter] !== undefined)
  const path =
    [...paths].sort((a, b) => parameters(b).length - parameters(a).length).find(given) ?? paths[0] ?? ''
  const rest = Object.entries(input).filter(([key]) => !parameters(path).includes(key))
  const filled = path.replace(/:(\w+)/g, (_all, parameter) => encodeURIComponent(String(input[parameter])))
  if (method === 'POST' || method === 'PUT')
    return { path: filled, init: { method, body: JSON.stringify(Object.fromEntries(rest)) } }
  const query = new URLSearchParams(
    rest.filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]),
  ).toString()
  return { path: query ? `${filled}?${query}` : filled, init: { method } }
}

function readMessage(text: string, status: number): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return message
  } catch {
    // The message below is enough.
  }
  return `The sandbox answered with HTTP ${status}`
}
