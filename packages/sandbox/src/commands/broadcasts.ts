import { toUuid } from '../random.ts'
import { readBroadcastSettings } from '../rest/broadcasts.ts'
import { Fields } from '../rest/fields.ts'
import { requireOccupied, requireRouted } from '../rest/service-session.ts'
import { defineCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'
import { readPlace, type TokenPlace } from './credentials.ts'
import { refusable } from './refusable.ts'
import { findSession } from './session-of-place.ts'

/** What to broadcast, by the names of the REST API. */
export type BroadcastRequest = TokenPlace & {
  outputs?: {
    hls?: { dvr?: boolean; lowLatency?: boolean }
    rtmp?: readonly { id?: string; serverUrl: string; streamName: string }[]
  }
  resolution?: string
  maxDuration?: number
  layout?: object
}

/** Starts a broadcast, as `POST …/broadcast` does; with HLS, where nothing else is asked for. */
const start = defineCommand({
  http: { method: 'POST', paths: ['/broadcasts'], status: 201 },
  pack: (request: BroadcastRequest) => ({ ...request }),
  read: (input) => ({
    place: readPlace(input),
    settings: refusable(() => readBroadcastSettings(new Fields({ outputs: { hls: {} }, ...input }))),
  }),
  run(context, { place, settings }): { id: string } {
    const session = findSession(context, place)
    return refusable(() => {
      requireRouted(session, { message: 'Only routed sessions are allowed to initiate broadcasts.' })
      requireOccupied(session)
      const id = toUuid(context.random(16))
      context.broadcasts.start(session, id, settings, context.cause)
      return { id }
    })
  },
})

/** Stops a broadcast. */
const stop = defineCommand({
  http: { method: 'POST', paths: ['/broadcasts/:id/stop'], status: 204 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run(context, id): void {
    const broadcast = context.broadcasts.find(id)
    if (broadcast === undefined) throw new CommandError(404, 'id: there is no broadcast of this ID')
    refusable(() => context.broadcasts.stop(broadcast, context.cause))
  },
})

export const broadcasts = { start, stop }
