// Stories that are calls, with simulated participants in them. The sandbox is on Storybook's own server, by the plugin of
// `opentok-sandbox/vite`:
//
//   export default { loaders: [opentokLoader], decorators: [withOpenTok] }

import type { ParticipantSnapshot, Sandbox } from '@opentok-sandbox/sandbox'
import { connectSandbox } from './connect.ts'

/** What a story says about its call, as `parameters.opentok`. */
export interface StoryCall {
  /** Who is there: names, or requests of `participants.join()`. They publish unless they say otherwise. @default nobody */
  participants?: (string | Omit<Parameters<Sandbox['participants']['join']>[0], 'room' | 'sessionId'>)[]
  /** Where on Storybook's server the sandbox is. @default '/opentok-sandbox' */
  path?: string
}

/** What a story gets: by {@link withOpenTok} as its args, and from {@link opentokLoader} as `loaded.opentok`. */
export interface StoryCredentials {
  apiKey: string
  sessionId: string
  token: string
}

interface StoryContext {
  id: string
  parameters: { opentok?: StoryCall }
  args?: object
  loaded?: { opentok?: StoryCredentials & { sandbox: Sandbox } }
}

let leave: () => Promise<unknown> = async () => {}

/**
 * A loader: makes a room for a story, and lets its participants join. Those of the story before leave.
 *
 * @example
 * export const Busy = { parameters: { opentok: { participants: ['Ada', 'Bob'] } } }
 */
export async function opentokLoader({
  id,
  parameters,
}: StoryContext): Promise<StoryContext['loaded'] & object> {
  const { participants = [], path = '/opentok-sandbox' } = parameters.opentok ?? {}
  const sandbox = connectSandbox(new URL(path, location.origin))
  await leave()
  // Another window may show the same story.
  const room = `story ${id} ${crypto.randomUUID()}`
  const joined: ParticipantSnapshot[] = []
  leave = () => Promise.allSettled(joined.map(({ connectionId }) => sandbox.participants.leave(connectionId)))
  for (const participant of participants) {
    const request = typeof participant === 'string' ? { name: participant } : participant
    joined.push(...(await sandbox.participants.join({ publish: true, ...request, room })))
  }
  const { apiKey, sessionId, token } = await sandbox.tokens.create({ room })
  return { opentok: { apiKey, sessionId, token, sandbox } }
}

/** A decorator: gives a story `apiKey`, `sessionId` and `token` as args, besides its own. */
export function withOpenTok<Rendered>(
  story: (context: { args: object }) => Rendered,
  { args, loaded }: StoryContext,
): Rendered {
  if (loaded?.opentok === undefined) {
    throw new Error('withOpenTok requires its loader: loaders: [opentokLoader] in .storybook/preview.js')
  }
  const { apiKey, sessionId, token } = loaded.opentok
  return story({ args: { ...args, apiKey, sessionId, token } })
}
