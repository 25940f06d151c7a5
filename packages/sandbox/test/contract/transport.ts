import {
  decodeFrame,
  type Frame,
  type LocalSandbox,
  type Sandbox,
  type SandboxOptions,
} from '@opentok-sandbox/sandbox'

/** A way to a sandbox: the contract holds for each of them. */
export interface Transport {
  fetch(request: Request): Promise<Response>
  connect(url: string): TestSocket
  /** Steers the sandbox. */
  sandbox: Sandbox
  close(): Promise<void>
}

/** Opens a way to a sandbox with these options. */
export type OpenTransport = (options: SandboxOptions) => Promise<Transport>

/** The client's end of a messaging socket. */
export class TestSocket {
  /** The close code, once the socket is closed. */
  readonly closed: Promise<number>
  readonly #end: { send(bytes: Uint8Array<ArrayBuffer>): void; close(code: number): void }
  readonly #frames: Frame[] = []
  #waiting: ((frame: Frame) => void) | undefined
  #resolveClosed: (code: number) => void = () => {}

  constructor(end: { send(bytes: Uint8Array<ArrayBuffer>): void; close(code: number): void }) {
    this.#end = end
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve
    })
  }

  /** For the transport: a message has come. */
  onMessage(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes)
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) waiting(frame)
    else this.#frames.push(frame)
  }

  /** For the transport: the socket has closed. */
  onClose(code: number): void {
    this.#resolveClosed(code)
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#end.send(bytes)
  }

  /** The next frame, in the order of their coming. */
  next(): Promise<Frame> {
    const frame = this.#frames.shift()
    if (frame) return Promise.resolve(frame)
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  /** The frames that nobody has asked for. */
  get pending(): readonly Frame[] {
    return this.#frames
  }

  close(code = 1000): void {
    this.#end.close(code)
  }
}

/** Opens a socket to a sandbox that is called by function, and plays the transport between the two. */
export function openSocket(sandbox: Pick<LocalSandbox, 'accept'>, url: string): TestSocket {
  const socket: TestSocket = new TestSocket({
    send: (bytes) => events.receive(bytes),
    close: (code) => end(code),
  })
  const end = (code: number) => {
    socket.onClose(code)
    // The sandbox may close a socket while it accepts it.
    queueMicrotask(() => events.closed(code))
  }
  const events = sandbox.accept(
    { send: (bytes) => socket.onMessage(bytes), close: end, terminate: () => end(1006), bufferedAmount: 0 },
    { url },
  )
  return socket
}
