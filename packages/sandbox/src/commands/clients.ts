import { defineCommand, nothing, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/** Drops the socket of a connection, as a broken network does. Its client reconnects by itself. */
export const drop = defineCommand({
  http: { method: 'POST', paths: ['/drop'], status: 204 },
  pack: (connectionId: string) => ({ connectionId }),
  read: (input) => readText(input, 'connectionId'),
  run({ hub, cause }, connectionId): void {
    if (hub.drop(connectionId, cause.entry)) return
    throw new CommandError(404, 'connectionId: no connection has this ID, or it has no socket now')
  },
})

/**
 * Disconnects every client, and starts again: a seed from its beginning, with no fault armed, an empty journal and the
 * machine's time. Session IDs stay valid,
 * since they need no record.
 */
export const reset = defineCommand({
  ...nothing,
  http: { method: 'POST', paths: ['/reset'], status: 204 },
  run(context): void {
    context.participants.reset()
    context.hub.reset()
    context.mediaPath.close()
    context.reset()
  },
})
