import type OT from '@opentok/client'
import { OpenTok } from '@opentok-sandbox/core'
import type { DemoProject, LiveSession } from './project.ts'
import { recordExchanges } from './recorder.ts'

/** Works with the sandbox server that has served this page. */
export async function openServer(): Promise<DemoProject> {
  const base = new URL('.', location.href)
  const apiUrl = base.href.replace(/\/$/, '')
  const at = (path: string) => new URL(path, base)
  const recorder = recordExchanges()
  const opentok = new OpenTok({
    ...(await getProject(at('sandbox/project'))),
    apiUrl,
    fetch: recorder.fetch,
    allowSecretInBrowser: true,
  })
  let client: Promise<typeof OT> | undefined

  return {
    shared: true,
    async createSession(options) {
      const { sessionId } = await opentok.createSession(options)
      return { sessionId, exchange: recorder.last }
    },
    // Signed by the server: the session may be of another project than this page knows.
    getCredentials: (sessionId, options) => post(at('sandbox/tokens'), { sessionId, ...options }),
    loadClient() {
      client ??= loadScript(at('opentok-client.js'), apiUrl).catch((error) => {
        client = undefined
        throw error
      })
      return client
    },
    async drop(connectionId) {
      await post(at('sandbox/drop'), { connectionId })
    },
    network: {
      get: async () => read(await fetch(at('sandbox/network'))),
      set: async (conditions) =>
        read(await fetch(at('sandbox/network'), { method: 'PUT', body: JSON.stringify(conditions) })),
      note: 'Its messages and its media through the server take as long as the distance demands.',
    },
    watchSessions(listener) {
      const events = new EventSource(at('sandbox/events?topics=sessions'))
      events.addEventListener('sessions', ({ data }) => listener(JSON.parse(data) as LiveSession[]))
    },
  }
}

/** The development project; its secret protects nothing. */
async function getProject(url: URL): Promise<{ apiKey: string; apiSecret: string }> {
  return read(await fetch(url))
}

async function post<Answer>(url: URL, body: object): Promise<Answer> {
  return read(await fetch(url, { method: 'POST', body: JSON.stringify(body) }))
}

async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  if (response.ok) return (text ? JSON.parse(text) : undefined) as Answer
  throw new Error(text.startsWith('{') ? JSON.parse(text).message : text)
}

/** Loads the client that the user has installed, and sends all that it asks to this server. */
async function loadScript(url: URL, proxyUrl: string): Promise<typeof OT> {
  const script = document.createElement('script')
  script.src = url.href
  const loaded = new Promise<boolean>((resolve) => {
    script.onload = () => resolve(true)
    script.onerror = () => resolve(false)
  })
  document.head.append(script)
  if (!(await loaded)) {
    // The error event of a script does not contain the server's message.
    throw new Error(await (await fetch(url)).text())
  }
  const { OT: client } = globalThis as unknown as { OT: typeof OT & { setProxyUrl(url: string): void } }
  client.setProxyUrl(proxyUrl)
  return client
}
