/** How often a playing element tells the time, in milliseconds; browsers do so about as often. */
const TICK = 100

/**
 * Gives media elements what a browser's have: one with a stream in it plays, and says so, until it has no stream any more
 * or its page is gone.
 *
 * @param scope has the document of the page; a test runner takes it away after a test file, while elements live on
 */
export function createPlayer(scope: { document?: unknown } = globalThis): {
  properties: PropertyDescriptorMap
  /** Those of elements for video. */
  pictureProperties: PropertyDescriptorMap
  stop(): void
} {
  const { document: page } = scope
  const sources = new WeakMap<object, unknown>()
  const timers = new Map<HTMLMediaElement, ReturnType<typeof setInterval>>()
  const stop = (element: HTMLMediaElement) => {
    clearInterval(timers.get(element))
    timers.delete(element)
  }
  const play = (element: HTMLMediaElement) => {
    stop(element)
    const view = element.ownerDocument.defaultView
    const say = (...types: string[]) => {
      // The global Event may be that of another page by now.
      if (view === null || scope.document !== page) stop(element)
      else for (const type of types) element.dispatchEvent(new view.Event(type))
    }
    queueMicrotask(() => say('loadedmetadata', 'loadeddata', 'canplay', 'play', 'playing'))
    const timer: ReturnType<typeof setInterval> & { unref?(): void } = setInterval(
      () => say('timeupdate'),
      TICK,
    )
    // A picture that nobody looks at does not keep a process alive.
    timer.unref?.()
    timers.set(element, timer)
  }
  const properties: PropertyDescriptorMap = {
    srcObject: {
      get(this: HTMLMediaElement) {
        return sources.get(this) ?? null
      },
      set(this: HTMLMediaElement, stream: unknown) {
        sources.set(this, stream)
        if (stream) play(this)
        else stop(this)
      },
    },
    paused: { get: () => false },
    readyState: { get: () => 4 },
    currentTime: { get: () => performance.now() / 1000, set() {} },
    play: { value: async () => {} },
    pause: { value() {} },
  }
  return {
    properties,
    pictureProperties: { videoWidth: { get: () => 640 }, videoHeight: { get: () => 480 } },
    stop() {
      for (const element of timers.keys()) stop(element)
    },
  }
}
