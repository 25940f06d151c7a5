import type { Publisher } from '@opentok/client'
import { type ReadonlySignal, signal } from '@preact/signals'
import { type Call, CallError } from '../client/call.ts'
import { createPicture, type Picture } from './picture.ts'
import type { SwitchState } from './switch-state.ts'

/** One's own screen in a call. */
export interface ScreenShare {
  readonly state: ReadonlySignal<SwitchState>
  /** Screens can be shared in this call from now on. */
  offer(call: Call, name: string): void
  toggle(): void
  end(): void
}

/** Its publisher is there once it is published. */
interface Share {
  picture: Picture
  publisher?: Publisher
}

export function createScreenShare(parts: {
  add(picture: Picture): void
  remove(picture: Picture): void
  complain(error: unknown): void
}): ScreenShare {
  const state = signal<SwitchState>()
  let offered: { call: Call; name: string } | undefined
  let shared: Share | undefined

  async function share({ call, name }: { call: Call; name: string }): Promise<void> {
    const title = `${name}’s screen`
    const picture = createPicture({
      name: `${title} (you)`,
      isOwn: true,
      isScreen: true,
      hasAudio: false,
      hasVideo: true,
    })
    const current: Share = { picture }
    shared = current
    parts.add(picture)
    try {
      const publisher = await call.publish(picture.host, 'screen', title)
      if (shared !== current) {
        publisher.destroy()
        return
      }
      current.publisher = publisher
      state.value = 'on'
      // By this page, by a moderator, or by the browser's own button.
      publisher.on('streamDestroyed', () => stop(current))
    } catch (error) {
      const isDeclined = error instanceof CallError && error.kind === 'OT_USER_MEDIA_ACCESS_DENIED'
      if (shared === current && !isDeclined) parts.complain(error)
      stop(current)
    }
  }

  function stop(ended: Share): void {
    parts.remove(ended.picture)
    if (shared !== ended) return
    shared = undefined
    if (offered) state.value = 'off'
  }

  return {
    state,
    offer(call, name) {
      offered = { call, name }
      state.value = 'off'
    },
    toggle() {
      if (shared?.publisher) offered?.call.unpublish(shared.publisher)
      else if (offered && !shared) void share(offered)
    },
    end() {
      offered = undefined
      const ended = shared
      ended?.publisher?.destroy()
      if (ended) stop(ended)
      state.value = undefined
    },
  }
}
