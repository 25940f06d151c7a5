import { join } from 'node:path'
import type { Broadcaster } from '@opentok-sandbox/sandbox'
import { LiveBroadcast } from './broadcast/live-broadcast.ts'
import { PLAYLIST } from './broadcast/outputs.ts'
import type { StreamSources } from './stream-sources.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** Options of {@link createBroadcaster}. */
export interface BroadcasterOptions {
  /** The media that passes: the router keeps it filled. */
  sources: StreamSources
  /** Answers a request for a file with its whole path. */
  serveFile(path: string, request: Request): Promise<Response>
}

/** The files that HLS has. */
const FILE = /^(playlist\.m3u8|segment\d{5,}\.ts)$/

const TYPES = { m3u8: 'application/vnd.apple.mpegurl', ts: 'video/mp2t' }

/**
 * Broadcasts live, by ffmpeg from PATH: HLS in a folder of this process, and RTMP to other servers.
 *
 * @example
 * const sources = new StreamSources()
 * createSandbox({
 *   mediaServer: { load: createRouter({ sources }) },
 *   services: { broadcaster: createBroadcaster({ sources, serveFile }) },
 * })
 */
export function createBroadcaster({ sources, serveFile }: BroadcasterOptions): Broadcaster {
  const running = new Set<LiveBroadcast>()
  const folder = new TemporaryFolder()
  const folderOf = (id: string) => join(folder.open(), id)
  return {
    broadcast(plan, report) {
      const broadcast = new LiveBroadcast(plan, folderOf(plan.broadcastId), sources, report)
      running.add(broadcast)
      return broadcast
    },
    async open(id, name, request) {
      if (!folder.isOpen || !FILE.test(name)) return undefined
      const response = await serveFile(join(folderOf(id), name), request)
      if (!response.ok) return undefined
      response.headers.set('Content-Type', name.endsWith('.ts') ? TYPES.ts : TYPES.m3u8)
      if (name === PLAYLIST) response.headers.set('Cache-Control', 'no-cache')
      return response
    },
    close() {
      for (const broadcast of running) broadcast.end()
      folder.remove()
    },
  }
}
