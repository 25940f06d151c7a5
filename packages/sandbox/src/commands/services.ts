import type { BroadcastSettings } from '../broadcast/broadcast.ts'
import { playlistUrl } from '../broadcast/broadcast.ts'
import type { CallbackDelivery } from '../callback/callback-delivery.ts'
import { signArchiveUrl } from '../rest/archive-file.ts'
import { readSimulations, SIMULATIONS, type Simulation } from '../simulations.ts'
import { describeTargets, type ShownTargets } from './callbacks.ts'
import { defineCommand, nothing, type RunningCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/** An archive; the names of its fields are those of the REST API. */
export interface ArchiveSnapshot {
  id: string
  sessionId: string
  name: string | null
  status: string
  reason: string
  /** Milliseconds since the epoch. */
  createdAt: number
  outputMode: string
  /** In bytes. */
  size: number
  /** In seconds. */
  duration: number
  /** Where its file can be downloaded for ten minutes: an address, or a path on this server. */
  url: string | null
  /** Whether its file only stands for a recording, and says so. */
  isPlaceholder: boolean
}

/** A live broadcast. */
export interface BroadcastSnapshot {
  id: string
  sessionId: string
  createdAt: number
  resolution: string
  hls?: { status: string; url: string } | undefined
  rtmp: { id: string; status: string; serverUrl: string }[]
}

/** Captions that are on. */
export interface CaptionsSnapshot {
  id: string
  sessionId: string
  languageCode: string
  createdAt: number
}

/** A telephone, an Experience Composer or an audio connector. */
export interface GuestSnapshot {
  id: string
  kind: 'sip' | 'render' | 'connect'
  sessionId: string
  connectionId: string
  /** Where it comes from or goes to: a SIP address, a page, a WebSocket. */
  address: string
  status: string
  reason?: string | undefined
  /** The tones that were played to a telephone. */
  digits?: string | undefined
}

/** The services of the platform as they are now; plain data. */
export interface ServicesSnapshot {
  archives: ArchiveSnapshot[]
  broadcasts: BroadcastSnapshot[]
  captions: CaptionsSnapshot[]
  guests: GuestSnapshot[]
  callbacks: { targets: ShownTargets; deliveries: CallbackDelivery[] }
  /** What is simulated where it cannot be done. */
  simulate: Simulation[]
}

/** How many deliveries and archives are told of. */
const MOST_TOLD = 200

/** The services of the platform: archives, broadcasts, captions, guests of the sessions, and callbacks. */
const list = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/services'], status: 200 },
  run(context): ServicesSnapshot {
    return {
      archives: context.archives
        .list()
        .slice(0, MOST_TOLD)
        .map((one) => describeArchive(context, one)),
      broadcasts: context.broadcasts.list().map((one) => ({
        id: one.id,
        sessionId: one.session.id,
        createdAt: one.createdAt,
        resolution: one.settings.resolution,
        ...(one.settings.hls && {
          hls: { status: one.hlsStatus, url: playlistUrl(context.ownUrl() ?? '', one) },
        }),
        rtmp: describeRtmp(one.settings, one.rtmpStatus),
      })),
      captions: context.captions.list().map(({ id, session, settings, createdAt }) => ({
        id,
        sessionId: session.id,
        languageCode: settings.languageCode,
        createdAt,
      })),
      guests: listGuests(context),
      callbacks: {
        targets: describeTargets(context.callbacks.targets),
        deliveries: context.callbacks.list().slice(0, MOST_TOLD),
      },
      simulate: [...context.simulations],
    }
  },
})

/** @returns an archive as it is listed */
export function describeArchive(
  context: Pick<RunningCommand, 'clock' | 'linkKey' | 'ownUrl'>,
  archive: ReturnType<RunningCommand['archives']['list']>[number],
): ArchiveSnapshot {
  const { id, session, settings, status, reason, createdAt, file } = archive
  return {
    id,
    sessionId: session.id,
    name: settings.name,
    status,
    reason,
    createdAt,
    outputMode: settings.outputMode,
    size: file?.size ?? 0,
    duration: file?.duration ?? 0,
    url: signArchiveUrl(context, context.ownUrl() ?? '', archive),
    isPlaceholder: file?.isPlaceholder ?? false,
  }
}

function describeRtmp({ rtmp }: BroadcastSettings, statuses: ReadonlyMap<string, string>) {
  return rtmp.map(({ id, serverUrl }) => ({ id, status: statuses.get(id) ?? 'connecting', serverUrl }))
}

function listGuests({ calls, renders, connectors }: RunningCommand): GuestSnapshot[] {
  return [
    ...calls.list().map(({ id, guest, settings, digits, isSimulated }) => ({
      id,
      kind: 'sip' as const,
      sessionId: guest.session.id,
      connectionId: guest.connection.id,
      address: settings.uri,
      status: isSimulated ? 'connected' : 'unreachable',
      digits,
    })),
    ...renders.list().map(({ id, guest, settings, status, reason }) => ({
      id,
      kind: 'render' as const,
      sessionId: guest.session.id,
      connectionId: guest.connection.id,
      address: settings.url,
      status,
      reason,
    })),
    ...connectors.list().map(({ id, guest, settings }) => ({
      id,
      kind: 'connect' as const,
      sessionId: guest.session.id,
      connectionId: guest.connection.id,
      address: settings.uri,
      status: 'connected',
    })),
  ]
}

/** Sets what is simulated from now on where it cannot really be done; nothing else is. */
const simulate = defineCommand({
  http: { method: 'PUT', paths: ['/services/simulate'], status: 204 },
  pack: (simulations: readonly Simulation[]) => ({ simulations }),
  read: ({ simulations }) => readSimulations(simulations),
  run({ simulations, log }, wanted): void {
    for (const one of SIMULATIONS) {
      if (wanted.has(one)) simulations.add(one)
      else simulations.delete(one)
    }
    if (wanted.size > 0) log({ level: 'info', message: `Simulated: ${[...wanted].join(', ')}` })
  },
})

/** The other end of a SIP call hangs up. */
const hangUp = defineCommand({
  http: { method: 'DELETE', paths: ['/services/calls/:id'], status: 204 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run({ calls, cause }, id): void {
    const call = calls.list().find((one) => one.id === id || one.guest.connection.id === id)
    if (call === undefined) throw new CommandError(404, 'id: no SIP call of this ID is under way')
    calls.hangUp(call, 'hungUp', cause)
  },
})

export const services = { list, simulate, hangUp }
