import type { Publisher } from '@opentok/client'
import { type Call, CallError } from './call.ts'
import { element } from './element.ts'
import type { Tile, Tiles } from './tiles.ts'

interface Share {
  /** Once it is published. */
  publisher?: Publisher
  tile: Tile
}

/** One's own screen, beside one's own picture. */
export interface ScreenShare {
  /** Offers to share the screen in a call, under a name. */
  offer(call: Call, name: string): void
  end(): void
}

export function setupScreenShare(tiles: Tiles, complain: (error: unknown) => void): ScreenShare {
  const button = element('screen', HTMLButtonElement)
  let stay: { call: Call; name: string } | undefined
  let shared: Share | undefined

  async function share(): Promise<void> {
    if (stay === undefined || shared) return
    const { call, name } = stay
    const title = `${name}’s screen`
    const current: Share = { tile: tiles.add(`${title} (you)`) }
    shared = current
    try {
      const publisher = await call.publish(current.tile.video, 'screen', title)
      if (shared !== current) {
        publisher.destroy()
        return
      }
      current.publisher = publisher
      button.ariaPressed = 'true'
      // By this page, by a moderator, or by the browser's own button.
      publisher.on('streamDestroyed', () => stop(current))
    } catch (error) {
      const isDeclined = error instanceof CallError && error.kind === 'OT_USER_MEDIA_ACCESS_DENIED'
      if (shared === current && !isDeclined) complain(error)
      stop(current)
    }
  }

  function stop(ended: Share | undefined): void {
    ended?.tile.remove()
    if (shared !== ended) return
    shared = undefined
    button.ariaPressed = 'false'
  }

  button.addEventListener('click', () => {
    if (shared?.publisher) stay?.call.unpublish(shared.publisher)
    else void share()
  })

  return {
    offer(call, name) {
      stay = { call, name }
      button.hidden = false
    },
    end() {
      stay = undefined
      shared?.publisher?.destroy()
      stop(shared)
      button.hidden = true
    },
  }
}
