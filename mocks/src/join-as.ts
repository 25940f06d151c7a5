import type { Sandbox } from '@opentok-sandbox/sandbox'
import { loadClient } from './load-client.ts'

/** Which room or session a participant joins, and what it may do there. */
export type JoinAsRequest = Omit<Parameters<Sandbox['tokens']['create']>[0] & object, 'data'>

/** A participant whose client is connected. */
export interface ConnectedClient {
  /** A copy of OpenTok's client that shares nothing with others, as another tab has its own. */
  readonly OT: typeof import('@opentok/client')
  readonly session: ReturnType<typeof import('@opentok/client')['initSession']>
}

/**
 * Connects a participant of a name, with a copy of the client of its own. Its connection data is `name=…`.
 *
 * @param from the file whose `@opentok/client` it is: `import.meta.url` of the caller
 * @throws the client's own error
 */
export async function joinAs(
  sandbox: Sandbox,
  from: string | URL,
  name: string,
  request: JoinAsRequest,
): Promise<ConnectedClient> {
  const place = { ...request, data: `name=${name}` } as Parameters<Sandbox['tokens']['create']>[0]
  const { apiKey, sessionId, token } = await sandbox.tokens.create(place)
  const OT = loadClient(from)
  const session = OT.initSession(apiKey, sessionId)
  await new Promise<void>((resolve, reject) => {
    session.connect(token, (error) => (error ? reject(error) : resolve()))
  })
  return { OT, session }
}
