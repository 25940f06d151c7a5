/** How often a playing element tells the time, in milliseconds; browsers do so about as often. */
const TICK = 100

/** Gives an element with a stream in it what one that plays has, and says so, until it has none any more. */
export function createPlayer(): { properties: PropertyDescriptorMap; stop(): void } {
  const sources = new WeakMap<object, unknown>()
  const timers = new Map<EventTarget, ReturnType<typeof setInterval>>()
  const stop = (element: EventTarget) => {
    clearInterval(timers.get(element))
    timers.delete(element)
  }
  const play = (element: EventTarget) => {
    stop(element)
    const say = (...types: string[]) => {
      for (const type of types) element.dispatchEvent(new Event(type))
    }
    queueMicrotask(() => say('loadedmetadata', 'loadeddata', 'canplay', 'play', 'playing'))
    timers.set(
      element,
      setInterval(() => say('timeupdate'), TICK),
    )
  }
  const properties: PropertyDescriptorMap = {
    srcObject: {
      get(this: EventTarget) {
        return sources.get(this) ?? null
      },
      set(this: EventTarget, stream: unknown) {
        sources.set(this, stream)
        if (stream) play(this)
        else stop(this)
      },
    },
    paused: { get: () => false },
    readyState: { get: () => 4 },
    videoWidth: { get: () => 640 },
    videoHeight: { get: () => 480 },
    currentTime: { get: () => performance.now() / 1000, set() {} },
    play: { value: async () => {} },
    pause: { value() {} },
  }
  return {
    properties,
    stop() {
      for (const element of timers.keys()) stop(element)
    },
  }
}
