import type { Connection, OTError, Session } from '@opentok/client'

/** What a call tells the page. */
export interface CallEvents {
  /** The client calls this `sessionConnected`. */
  connected(own: Connection): void
  /** Nothing more comes of this call. `reason` is the client's own. */
  disconnected(reason: string): void
  connectionCreated(connection: Connection): void
  connectionDestroyed(connection: Connection, reason: string): void
  chat(from: Connection | null, text: string): void
  /** Any event, as a line for the log. */
  event(name: string, detail: string): void
}

/** A client's stay in a session. */
export interface Call {
  sendChat(text: string): Promise<void>
  disconnect(): void
}

/** The client's own error, as it reads best: `OT_CONNECT_FAILED: …`. */
export class CallError extends Error {
  override readonly name = 'CallError'

  constructor({ name, message }: OTError) {
    super(`${name}: ${message}`)
  }
}

/**
 * Connects to a session with OpenTok's own client.
 *
 * @throws {CallError} if the client cannot connect
 */
export async function connect(
  credentials: { apiKey: string; sessionId: string; token: string },
  events: CallEvents,
): Promise<Call> {
  // Only now: the client keeps the WebSocket that it finds when it is loaded.
  const { default: OT } = await import('@opentok/client')
  const session = OT.initSession(credentials.apiKey, credentials.sessionId)
  listen(session, events)
  try {
    await settle((done) => session.connect(credentials.token, done))
  } catch (error) {
    session.off()
    throw error
  }
  return {
    sendChat: (data) => settle((done) => session.signal({ type: 'chat', data }, done)),
    disconnect: () => session.disconnect(),
  }
}

function listen(session: Session, events: CallEvents): void {
  session.on('sessionConnected', () => {
    events.event('sessionConnected', '')
    if (session.connection) events.connected(session.connection)
  })
  session.on('sessionDisconnected', ({ reason }) => {
    events.event('sessionDisconnected', reason)
    events.disconnected(reason)
    // The client gives the same session object again to who connects again.
    session.off()
  })
  session.on('sessionReconnecting', () => events.event('sessionReconnecting', ''))
  session.on('sessionReconnected', () => events.event('sessionReconnected', ''))
  session.on('connectionCreated', ({ connection }) => {
    events.event('connectionCreated', connection.connectionId)
    events.connectionCreated(connection)
  })
  session.on('connectionDestroyed', ({ connection, reason }) => {
    events.event('connectionDestroyed', `${connection.connectionId} ${reason}`)
    events.connectionDestroyed(connection, reason)
  })
  session.on('signal', ({ type, data, from }) => {
    // The client's types know the event by its first name only.
    const name: string = type
    events.event(name, data ?? '')
    if (name === 'signal:chat') events.chat(from, data ?? '')
  })
}

function settle(start: (done: (error?: OTError) => void) => void): Promise<void> {
  return new Promise((resolve, reject) =>
    start((error) => (error ? reject(new CallError(error)) : resolve())),
  )
}
