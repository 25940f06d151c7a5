import OT, { type Session as ClientSession, type OTError } from '@opentok/client'
import type { Session, TokenOptions } from '@opentok-sandbox/core'

/** The client's types do not know that a session can be made without `initSession`. */
function newSession(client: typeof OT, apiKey: string, sessionId: string): ClientSession {
  const { Session } = client as unknown as {
    Session: new (apiKey: string, sessionId: string) => ClientSession
  }
  return new Session(apiKey, sessionId)
}

/** One of several participants in this process: `initSession` would give them all the same object. */
export class Participant {
  readonly client: ClientSession
  /** What the client has said so far, as `name detail`. */
  readonly events: string[] = []
  readonly #waiting = new Set<() => void>()

  constructor(session: Session, copy: typeof OT = OT) {
    this.client = newSession(copy, session.apiKey, session.sessionId)
    const note = (text: string) => {
      this.events.push(text)
      for (const check of this.#waiting) check()
    }
    const { client } = this
    client.on('sessionConnected', () => note('sessionConnected'))
    client.on('sessionDisconnected', ({ reason }) => note(`sessionDisconnected ${reason}`))
    client.on('sessionReconnecting', () => note('sessionReconnecting'))
    client.on('sessionReconnected', () => note('sessionReconnected'))
    client.on('connectionCreated', ({ connection }) => note(`connectionCreated ${connection.data}`))
    client.on('connectionDestroyed', ({ connection, reason }) =>
      note(`connectionDestroyed ${connection.data} ${reason}`),
    )
    client.on('signal', ({ type, data, from }) => note(`${type} ${data} from ${from?.data}`))
    client.on('streamCreated', ({ stream }) => note(`streamCreated ${stream.name}`))
    client.on('streamDestroyed', ({ stream, reason }) => note(`streamDestroyed ${stream.name} ${reason}`))
    client.on('streamPropertyChanged', ({ stream, changedProperty, newValue }) =>
      note(`streamPropertyChanged ${stream.name} ${changedProperty} ${JSON.stringify(newValue)}`),
    )
    client.on('muteForced', (event: object) => note(`muteForced ${'active' in event ? event.active : ''}`))
  }

  static async join(session: Session, options: TokenOptions, copy?: typeof OT): Promise<Participant> {
    const participant = new Participant(session, copy)
    await participant.connect(await session.generateToken(options))
    return participant
  }

  /** Rejects with the client's own error. */
  connect(token: string): Promise<void> {
    return this.ask((done) => this.client.connect(token, done))
  }

  ask(start: (done: (error?: OTError) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())))
  }

  /** Waits until the client has said this. */
  heard(text: string): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!this.events.includes(text)) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }
}
