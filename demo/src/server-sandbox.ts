import type OT from '@opentok/client'
import type { JournalEntry, Project } from '@opentok-sandbox/sandbox'
import { connectSandbox } from 'opentok-sandbox/connect'
import type { PageNews, PageSandbox } from './page-sandbox.ts'
import { createProjectRequests } from './project-requests.ts'

/** How soon the page asks again for a server that does not answer, in milliseconds. */
const RETRY = 1000

/** Works with the sandbox server that has served this page. */
export async function openServerSandbox(): Promise<PageSandbox> {
  const base = new URL('.', location.href)
  const url = base.href.replace(/\/$/, '')
  const at = (path: string) => new URL(path, base)
  const commands = connectSandbox(url)
  const project: Project = await commands.project()
  let client: Promise<typeof OT> | undefined
  return {
    host: 'server',
    url,
    project,
    shared: true,
    commands,
    ...createProjectRequests(project, url),
    loadClient() {
      client ??= loadScript(at('opentok-client.js'), url).catch((error) => {
        client = undefined
        throw error
      })
      return client
    },
    follow: (news) => follow(at('sandbox/events'), news),
  }
}

/**
 * Hears what changes, while the page can be seen: a browser opens six connections to a server at most, and each tab that
 * listens holds one.
 */
function follow(url: URL, news: PageNews): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0

  function open(): void {
    url.searchParams.set('after', String(last))
    const opened = new EventSource(url)
    source = opened
    const hear = (topic: string, tell: (data: never) => void) =>
      opened.addEventListener(topic, ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as never))
    opened.addEventListener('open', () => news.reachable(true))
    opened.addEventListener('error', () => {
      news.reachable(false)
      close()
      // What comes back may be another sandbox, with a journal of its own.
      last = Number.MAX_SAFE_INTEGER
      timer = setTimeout(open, RETRY)
    })
    hear('sessions', news.sessions)
    hear('faults', news.faults)
    hear('clock', news.clock)
    hear('services', news.services)
    hear('journal', ({ entries, next }: { entries: JournalEntry[]; next: number }) => {
      const isReset = next < last
      last = next
      news.journal({ entries, isReset })
    })
  }

  function close(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }

  function update(): void {
    if (document.hidden) close()
    else if (source === undefined) open()
  }

  document.addEventListener('visibilitychange', update)
  update()
  return () => {
    document.removeEventListener('visibilitychange', update)
    close()
  }
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
