import { isOpenTokHost } from '@opentok-sandbox/sandbox/hosts'
import type { HandledSandbox } from '../handlers.ts'
import { mswPeer, toBytes } from '../msw-peer.ts'

/** A window of jsdom, as far as a socket needs it. Its classes are not those of the process. */
export interface SocketWindow {
  WebSocket: typeof WebSocket
  EventTarget: typeof EventTarget
  Event: typeof Event
  MessageEvent: typeof MessageEvent
  CloseEvent: typeof CloseEvent
  ArrayBuffer: typeof ArrayBuffer
  Uint8Array: typeof Uint8Array
  location: { origin: string }
}

/** The states of a WebSocket. */
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3]

/**
 * Makes the WebSocket of a window: one to OpenTok reaches a sandbox in this process, and any other is the window's own. jsdom's
 * sockets cannot be intercepted where it makes them, outside of the window.
 */
export function createWebSocket(window: SocketWindow, sandbox: HandledSandbox): typeof WebSocket {
  const Former = window.WebSocket

  class SandboxWebSocket extends window.EventTarget {
    readonly url: string
    readonly protocol = ''
    readonly extensions = ''
    readonly bufferedAmount = 0
    binaryType: BinaryType = 'arraybuffer'
    readyState = CONNECTING
    onopen: ((event: Event) => void) | null = null
    onmessage: ((event: Event) => void) | null = null
    onclose: ((event: Event) => void) | null = null
    onerror: ((event: Event) => void) | null = null
    #events: ReturnType<HandledSandbox['accept']> | undefined

    constructor(url: string | URL) {
      super()
      this.url = String(url)
      queueMicrotask(() => this.#open())
    }

    #open(): void {
      if (this.readyState !== CONNECTING) return
      this.readyState = OPEN
      const peer = mswPeer({
        send: (bytes) => this.#receive(bytes),
        close: (code = 1005, reason = '') => this.#end(code, reason),
      })
      this.#events = sandbox.accept(peer, { url: this.url, origin: window.location.origin })
      this.#say(new window.Event('open'))
    }

    send(data: unknown): void {
      if (this.readyState === OPEN) this.#events?.receive(toBytes(data))
    }

    close(code = 1005, reason = ''): void {
      if (this.readyState >= CLOSING) return
      this.readyState = CLOSING
      this.#events?.closed(code)
      queueMicrotask(() => this.#end(code, reason))
    }

    /** A client asks whether a message is an ArrayBuffer: of its own window. */
    #receive(bytes: ArrayBuffer): void {
      if (this.readyState !== OPEN) return
      const data = new window.ArrayBuffer(bytes.byteLength)
      new window.Uint8Array(data).set(new Uint8Array(bytes))
      queueMicrotask(() => this.#say(new window.MessageEvent('message', { data })))
    }

    #end(code: number, reason: string): void {
      if (this.readyState === CLOSED) return
      this.readyState = CLOSED
      queueMicrotask(() =>
        this.#say(new window.CloseEvent('close', { code, reason, wasClean: code !== 1006 })),
      )
    }

    #say(event: Event): void {
      this[`on${event.type}` as 'onopen']?.(event)
      this.dispatchEvent(event)
    }
  }

  return new Proxy(Former, {
    construct: (_former, [url, protocols]: [string | URL, string?]) =>
      URL.canParse(url) && isOpenTokHost(new URL(url).hostname)
        ? new SandboxWebSocket(url)
        : new Former(url, protocols),
  })
}
