import type { Clock, Token } from '@opentok-sandbox/core'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import { Guest } from '../session/guest.ts'
import type { Session } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Simulations } from '../simulations.ts'
import type { AudioMix, AudioMixer, AudioRate, OpenSocket, OutgoingSocket } from './audio-mixer.ts'
import { type JsonTransport, packSound, unpackMessage } from './audio-transport.ts'

/** How an audio connector was asked for (platform facts §8). */
export interface ConnectorSettings {
  uri: string
  /** Those that are sent; without them, all that are there. */
  streams?: readonly string[] | undefined
  /** Are put into the first message. */
  headers: Readonly<Record<string, string>>
  audioRate: AudioRate
  bidirectional: boolean
  /** Where sound stands in JSON. @default it is sent as it is */
  transport?: JsonTransport | undefined
}

/** The IDs of a new audio connector. */
export interface ConnectorIds {
  connector: string
  connection: string
  stream: string
}

/** How long the other server may take to accept the socket, in milliseconds. */
const PATIENCE = 6000

const NO_SOCKETS = 'The other server was not asked: WebSockets cannot be opened here'

/** How many streams can be mixed. */
const MOST_STREAMS = 50

/** How much sound one message has, in milliseconds. */
const FRAME = 20

/** A session whose sound goes to a WebSocket. */
export interface Connector {
  readonly id: string
  readonly guest: Guest
  readonly settings: ConnectorSettings
  readonly createdAt: number
  /** How many messages with sound were sent. */
  frames: number
  /** Whether they are silence in place of the session's sound. */
  isSimulated: boolean
}

/** What audio connectors need of the sandbox. */
export interface ConnectorParts {
  clock: Clock
  sessions: Sessions
  log: Log
  mixer: AudioMixer | undefined
  openSocket: OpenSocket | undefined
  simulations: Simulations
  onChange(): void
}

interface Running {
  socket: OutgoingSocket
  mix?: AudioMix | undefined
  stopSilence?: () => void
}

/** Audio connectors: they send the sound of a session to a WebSocket, and can play what comes back (platform facts §8). */
export class Connectors {
  readonly #parts: ConnectorParts
  readonly #running = new Map<Connector, Running>()

  constructor(parts: ConnectorParts) {
    this.#parts = parts
  }

  list(): Connector[] {
    return [...this.#running.keys()]
  }

  /** One by its own ID or by that of its connection: SDKs differ. */
  find(apiKey: string, id: string): Connector | undefined {
    return this.list().find(
      ({ id: own, guest }) => guest.session.apiKey === apiKey && (own === id || guest.connection.id === id),
    )
  }

  /**
   * Connects a session to a WebSocket.
   *
   * @throws {Refusal} 400 if the other server does not accept the socket within 6 s
   */
  async start(
    session: Session,
    token: Token,
    ids: ConnectorIds,
    settings: ConnectorSettings,
    cause: Cause,
  ): Promise<Connector> {
    const { clock, onChange } = this.#parts
    const socket = await this.#open(settings.uri)
    const guest = new Guest(session, ids.connection, token, clock.now())
    const connector: Connector = {
      id: ids.connector,
      guest,
      settings,
      createdAt: clock.now(),
      frames: 0,
      isSimulated: false,
    }
    const running: Running = { socket }
    this.#running.set(connector, running)
    socket.addEventListener('close', () =>
      this.#end(connector, 'closed by the other server', { by: 'network' }),
    )
    socket.addEventListener('message', ({ data }) => hear(running, data, settings.transport))
    const format = { 'content-type': `audio/l16;rate=${settings.audioRate}`, event: 'websocket:connected' }
    socket.send(JSON.stringify({ ...format, ...settings.headers }))
    const streams = [...session.streams.values()]
      .filter(({ id }) => settings.streams === undefined || settings.streams.includes(id))
      .slice(0, MOST_STREAMS)
    const send = (samples: Uint8Array) => {
      if (!this.#running.has(connector)) return
      connector.frames++
      socket.send(packSound(samples, settings.transport))
    }
    let canPlay = false
    try {
      if (this.#parts.mixer === undefined) throw new Error('media does not pass through the sandbox here')
      const back = settings.bidirectional ? ids.stream : undefined
      running.mix = await this.#parts.mixer.mix(streams, settings.audioRate, send, back)
      canPlay = true
    } catch (error) {
      connector.isSimulated = this.#goWithout(running, settings, (error as Error).message, send)
    }
    // The other server may have closed it meanwhile.
    if (!this.#running.has(connector)) {
      running.mix?.close()
      throw new Refusal(400, 'Invalid websocket.uri', 'The other server closed the WebSocket at once')
    }
    guest.join(this.#parts.sessions, cause)
    if (settings.bidirectional)
      guest.publish(ids.stream, { name: '', audio: canPlay ? true : 'silent' }, clock.now(), cause)
    this.#tell(connector, 'connected', undefined, cause)
    onChange()
    return connector
  }

  stop(connector: Connector, cause: Cause): void {
    this.#end(connector, 'stopped', cause)
  }

  readonly listener = (event: SessionEvent): void => {
    if (event.type !== 'connectionDestroyed') return
    const own = this.list().find(({ guest }) => guest.connection === event.connection)
    if (own) this.#end(own, event.reason, { by: event.cause.by, entry: event.entry })
  }

  reset(): void {
    for (const { socket, mix, stopSilence } of this.#running.values()) {
      stopSilence?.()
      mix?.close()
      socket.close(1000)
    }
    this.#running.clear()
  }

  #open(uri: string): Promise<OutgoingSocket> {
    const { openSocket, clock } = this.#parts
    return new Promise((resolve, reject) => {
      const refuse = (hint: string) => {
        cancel()
        // No answer of the service is known: SDKs show the message, and not the hint.
        reject(new Refusal(400, hint, hint))
      }
      if (openSocket === undefined) throw new Refusal(400, NO_SOCKETS, NO_SOCKETS)
      const socket = openSocket(uri)
      socket.binaryType = 'arraybuffer'
      const cancel = clock.setTimeout(() => {
        socket.close()
        refuse('The other server did not accept the WebSocket within 6 s')
      }, PATIENCE)
      socket.addEventListener('open', () => {
        cancel()
        resolve(socket)
      })
      socket.addEventListener('error', () => refuse('The other server did not accept the WebSocket'))
      socket.addEventListener('close', () => refuse('The other server closed the WebSocket at once'))
    })
  }

  /**
   * There is no sound: none is sent, or silence that was asked for.
   *
   * @returns whether silence is
   */
  #goWithout(
    running: Running,
    { uri, audioRate }: ConnectorSettings,
    problem: string,
    send: (samples: Uint8Array) => void,
  ): boolean {
    const { clock, log, simulations } = this.#parts
    const isSimulated = simulations.has('audio-connector')
    const remedy = isSimulated
      ? 'silence is sent'
      : 'no sound is sent. With --simulate audio-connector, silence is'
    log({ level: 'warn', message: `The audio connector to ${uri}: ${problem}; ${remedy}` })
    if (!isSimulated) return false
    const silence = new Uint8Array((audioRate * 2 * FRAME) / 1000)
    const next = () => {
      running.stopSilence = clock.setTimeout(() => {
        send(silence)
        next()
      }, FRAME)
    }
    next()
    return true
  }

  #end(connector: Connector, reason: string, cause: Cause): void {
    const running = this.#running.get(connector)
    if (running === undefined) return
    this.#running.delete(connector)
    running.stopSilence?.()
    running.mix?.close()
    running.socket.close(1000)
    connector.guest.leave(cause)
    this.#tell(connector, 'disconnected', reason, cause)
  }

  #tell({ id, guest }: Connector, status: string, reason: string | undefined, cause: Cause): void {
    guest.session.tellOfService({ service: 'connect', id, status, reason }, cause)
    this.#parts.onChange()
  }
}

/** The other server plays sound, or gives an order. */
function hear({ mix }: Running, data: unknown, transport: JsonTransport | undefined): void {
  const heard = unpackMessage(data, transport)
  if (heard === undefined) return
  if ('sound' in heard) mix?.play(heard.sound)
  else mix?.clear()
}
