import type OT from '@opentok/client'
import type { Connection, OTError, Publisher, Session, Stream, Subscriber } from '@opentok/client'

/** What a call tells the page. */
export interface CallEvents {
  /** The client's event `sessionConnected`. */
  connected(own: Connection): void
  /** The call has ended. `reason` is the client's. */
  disconnected(reason: string): void
  connectionCreated(connection: Connection): void
  connectionDestroyed(connection: Connection, reason: string): void
  /** Another participant publishes. */
  streamCreated(stream: Stream): void
  streamDestroyed(stream: Stream, reason: string): void
  /** A stream has sound or a picture now, or none any more; one's own, too. */
  streamChanged(stream: Stream): void
  /** The connection is lost, and the client tries to get it back; or it has got it back. */
  reconnecting(isReconnecting: boolean): void
  /** A moderator has muted everybody, or allows sound again. */
  muteForced(active: boolean): void
  chat(from: Connection | null, text: string): void
  /** Any event, as a line for the log. */
  event(name: string, detail: string): void
}

/** What a publisher shows: the camera, the screen, or a track of the page's own. */
export type PictureSource = 'camera' | 'screen' | MediaStreamTrack

/** A client's stay in a session. */
export interface Call {
  sendChat(text: string): Promise<void>
  /** Shows a picture in a tile, and to the others. */
  publish(tile: HTMLElement, picture: PictureSource, name: string): Promise<Publisher>
  unpublish(publisher: Publisher): void
  subscribe(stream: Stream, tile: HTMLElement): Promise<Subscriber>
  muteAll(): Promise<void>
  allowSound(): Promise<void>
  mute(stream: Stream): Promise<void>
  unpublishOther(stream: Stream): Promise<void>
  remove(connection: Connection): Promise<void>
  disconnect(): void
}

/** The client's own error, as it reads best: `OT_CONNECT_FAILED: …`. */
export class CallError extends Error {
  override readonly name = 'CallError'
  /** The client's name for it. */
  readonly kind: string

  constructor({ name, message }: OTError) {
    super(`${name}: ${message}`)
    this.kind = name
  }
}

const VIDEO = { insertMode: 'append', width: '100%', height: '100%', showControls: false } as const

/**
 * Connects to a session with OpenTok's own client.
 *
 * @throws {CallError} if the client cannot connect
 */
export async function connect(
  client: typeof OT,
  credentials: { apiKey: string; sessionId: string; token: string },
  events: CallEvents,
): Promise<Call> {
  const session = client.initSession(credentials.apiKey, credentials.sessionId)
  listen(session, events)
  try {
    await settle((done) => session.connect(credentials.token, done))
  } catch (error) {
    session.off()
    throw error
  }
  return {
    sendChat: (data) => settle((done) => session.signal({ type: 'chat', data }, done)),
    async publish(tile, picture, name) {
      const source = picture === 'camera' ? {} : { videoSource: picture, audioSource: null }
      const publisher = await new Promise<Publisher>((resolve, reject) => {
        const made: Publisher = client.initPublisher(tile, { ...VIDEO, ...source, name }, (error) =>
          error ? reject(new CallError(error)) : resolve(made),
        )
        made.on('muteForced', () => events.event('muteForced', 'publisher'))
      })
      try {
        await settle((done) => session.publish(publisher, done))
      } catch (error) {
        publisher.destroy()
        throw error
      }
      return publisher
    },
    unpublish: (publisher) => session.unpublish(publisher),
    subscribe: (stream, tile) =>
      new Promise((resolve, reject) => {
        const subscriber: Subscriber = session.subscribe(stream, tile, VIDEO, (error) =>
          error ? reject(new CallError(error)) : resolve(subscriber),
        )
      }),
    muteAll: () => session.forceMuteAll([]),
    allowSound: () => session.disableForceMute(),
    mute: (stream) => session.forceMuteStream(stream),
    unpublishOther: (stream) => settle((done) => session.forceUnpublish(stream, done)),
    remove: (connection) => settle((done) => session.forceDisconnect(connection, done)),
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
    // For the same session, the client returns the same object again.
    session.off()
  })
  session.on('sessionReconnecting', () => {
    events.event('sessionReconnecting', '')
    events.reconnecting(true)
  })
  session.on('sessionReconnected', () => {
    events.event('sessionReconnected', '')
    events.reconnecting(false)
  })
  session.on('connectionCreated', ({ connection }) => {
    events.event('connectionCreated', connection.connectionId)
    events.connectionCreated(connection)
  })
  session.on('connectionDestroyed', ({ connection, reason }) => {
    events.event('connectionDestroyed', `${connection.connectionId} ${reason}`)
    events.connectionDestroyed(connection, reason)
  })
  session.on('streamCreated', ({ stream }) => {
    events.event('streamCreated', stream.streamId)
    events.streamCreated(stream)
  })
  session.on('streamDestroyed', ({ stream, reason }) => {
    events.event('streamDestroyed', `${stream.streamId} ${reason}`)
    events.streamDestroyed(stream, reason)
  })
  session.on('streamPropertyChanged', ({ stream, changedProperty, newValue }) => {
    events.event('streamPropertyChanged', `${changedProperty} ${JSON.stringify(newValue)}`)
    events.streamChanged(stream)
  })
  session.on('muteForced', (event: object) => {
    // The client's types do not have `active`.
    const isActive = 'active' in event && event.active === true
    events.event('muteForced', isActive ? 'session' : 'session, no longer')
    events.muteForced(isActive)
  })
  session.on('signal', ({ type, data, from }) => {
    // The client's types have only `signal` as its name.
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
