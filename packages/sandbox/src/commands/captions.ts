import { CAPTION_LANGUAGES } from '../captions/live-captions.ts'
import { toUuid } from '../random.ts'
import { Fields } from '../rest/fields.ts'
import { requireOccupied, requireRouted } from '../rest/service-session.ts'
import type { Stream } from '../session/stream.ts'
import { defineCommand, type RunningCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'
import { readPlace, type TokenPlace } from './credentials.ts'
import { refusable } from './refusable.ts'
import { findSession } from './session-of-place.ts'

/** How long a caption can be, in characters. */
const LONGEST_TEXT = 4096

/** Turns captions on, as `POST …/captions` does. */
const start = defineCommand({
  http: { method: 'POST', paths: ['/captions/start'], status: 201 },
  pack: (request: TokenPlace & { languageCode?: string; partialCaptions?: boolean }) => ({ ...request }),
  read(input) {
    const fields = new Fields(input)
    return refusable(() => ({
      place: readPlace(input),
      languageCode: fields.oneOf('languageCode', CAPTION_LANGUAGES) ?? 'en-US',
      partialCaptions: fields.boolean('partialCaptions', true),
    }))
  },
  run(context, { place, ...settings }): { id: string } {
    const session = findSession(context, place)
    return refusable(() => {
      requireRouted(session, { message: 'Only routed sessions are allowed to initiate captions.' })
      requireOccupied(session)
      const id = toUuid(context.random(16))
      context.captions.start(session, id, { ...settings, maxDuration: 14_400 }, context.cause)
      return { id }
    })
  },
})

/** Turns captions off. */
const stop = defineCommand({
  http: { method: 'POST', paths: ['/captions/:id/stop'], status: 204 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run(context, id): void {
    const captions = context.captions.list().find((one) => one.id === id)
    if (captions === undefined) throw new CommandError(404, 'id: no captions of this ID are on')
    context.captions.stop(captions, context.cause)
  },
})

/**
 * Sends a text as if it had been spoken in a stream. Those get it who subscribe to its captions, if the captions of the
 * session are on and the stream publishes them.
 */
const say = defineCommand({
  http: { method: 'POST', paths: ['/captions'], status: 200 },
  pack: (streamId: string, text: string, { final = true }: { final?: boolean | undefined } = {}) => ({
    streamId,
    text,
    final,
  }),
  read({ final = true, ...input }) {
    if (typeof final !== 'boolean') throw new TypeError('final: must be true or false')
    const text = readText(input, 'text')
    if (text.length > LONGEST_TEXT) throw new TypeError(`text: can have at most ${LONGEST_TEXT} characters`)
    return { streamId: readText(input, 'streamId'), text, final }
  },
  run: (context, { streamId, text, final }): { sent: boolean } => ({
    sent: speak(context, requireSpeaker(context, streamId), text, final),
  }),
})

export const captions = { start, stop, say }

/** @throws {CommandError} 404 if there is no such stream, 409 if it can have no captions now */
export function requireSpeaker({ sessions, captions: live }: RunningCommand, streamId: string): Stream {
  for (const session of sessions) {
    const stream = session.streams.get(streamId)
    if (stream === undefined) continue
    if (live.of(session) === undefined)
      throw new CommandError(409, 'The captions of the session are off: turn them on with captions.start')
    if (stream.channels.get('caption1')?.properties.get('active') !== true)
      throw new CommandError(409, 'streamId: the stream was published without publishCaptions: true')
    return stream
  }
  throw new CommandError(404, 'streamId: no stream of this ID is published now')
}

/** @returns whether it was sent */
export function speak(context: RunningCommand, stream: Stream, text: string, isFinal: boolean): boolean {
  return refusable(() => context.captions.say(stream, text, isFinal, context.cause))
}
