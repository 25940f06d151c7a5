import OT, { type Session as ClientSession, type OTError } from '@opentok/client'
import type { Session, TokenOptions } from '@opentok-sandbox/core'

/** Every session object that the client gives, typed by the client itself only in part. */
const { Session: SessionConstructor } = OT as unknown as {
  Session: new (apiKey: string, sessionId: string) => ClientSession
}

/** One of several participants in this process: `initSession` would give them all the same object. */
export class Participant {
  readonly client: ClientSession
  /** What the client has said so far, as `name detail`. */
  readonly events: string[] = []
  readonly #waiting = new Set<() => void>()

  constructor(session: Session) {
    this.client = new SessionConstructor(session.apiKey, session.sessionId)
    const note = (text: string) => {
      this.events.push(text)
      for (const check of this.#waiting) check()
    }
    const { client } = this
    client.on('sessionConnected', () => note('sessionConnected'))
    client.on('sessionDisconnected', ({ reason }) => note(`sessionDisconnected ${reason}`))
    client.on('connectionCreated', ({ connection }) => note(`connectionCreated ${connection.data}`))
    client.on('connectionDestroyed', ({ connection, reason }) =>
      note(`connectionDestroyed ${connection.data} ${reason}`),
    )
    client.on('signal', ({ type, data, from }) => note(`${type} ${data} from ${from?.data}`))
  }

  static async join(session: Session, options: TokenOptions): Promise<Participant> {
    const participant = new Participant(session)
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
