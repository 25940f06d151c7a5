import { createBroadcaster } from '@opentok-sandbox/media/broadcaster'
import { createMixer } from '@opentok-sandbox/media/mixer'
import { createPageRenderer } from '@opentok-sandbox/media/page-renderer'
import { createRecorder } from '@opentok-sandbox/media/recorder'
import type { StreamSources } from '@opentok-sandbox/media/stream-sources'
import type { Log, OutgoingSocket, ServicePorts } from '@opentok-sandbox/sandbox'
import { WebSocket } from 'ws'
import { serveFile } from './serve-file.ts'

/** Options of what a server does for the services of the platform. */
export interface ServicesOptions {
  /** The folder that archives are kept in. @default one of this process, which is deleted with it */
  data?: string | undefined
}

/**
 * What a server can do for the services of the platform.
 *
 * @param sources the media that passes the router
 * @param ownUrl the address of the server, once it has one
 * @throws {TypeError} if an option is wrong
 */
export function createServices(
  { data }: ServicesOptions,
  { sources, ownUrl, log }: { sources: StreamSources; ownUrl(): string | undefined; log: Log },
): ServicePorts {
  if (data !== undefined && (typeof data !== 'string' || data === ''))
    throw new TypeError('data: must be the name of a folder')
  const warn = (message: string) => log({ level: 'warn', message })
  return {
    ownUrl,
    recorder: createRecorder({ sources, data, serveFile, log: warn }),
    broadcaster: createBroadcaster({ sources, serveFile }),
    mixer: createMixer(sources),
    renderer: createPageRenderer(sources),
    openSocket: (uri) => new WebSocket(uri) as unknown as OutgoingSocket,
  }
}
