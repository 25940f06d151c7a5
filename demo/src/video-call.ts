import type { Publisher, Stream } from '@opentok/client'
import { type Call, CallError, type Picture } from './call.ts'
import { nameOf } from './connection-list.ts'
import { element } from './element.ts'
import { isMediaPossible } from './media-possible.ts'
import { setupScreenShare } from './screen-share.ts'
import { startTestPicture, type TestPicture } from './test-picture.ts'
import { setupTiles, type Tile } from './tiles.ts'

/** The pictures of a call: one's own, and those of others. */
export interface VideoCall {
  /** A call has begun. */
  begin(call: Call, options: { name: string; publishes: boolean; moderates: boolean }): void
  /** Another participant publishes; this may come before the call has begun. */
  streamCreated(stream: Stream): void
  streamDestroyed(stream: Stream): void
  end(): void
}

export function setupVideoCall(): VideoCall {
  const tiles = setupTiles()
  const card = element('call-card', HTMLElement)
  const notice = element('media-notice', HTMLElement)
  const microphone = element('microphone', HTMLButtonElement)
  const camera = element('camera', HTMLButtonElement)
  const drawn = element('test-picture', HTMLButtonElement)
  const muteAll = element('mute-all', HTMLButtonElement)
  const others = new Map<string, Tile>()
  let stay: { call: Call; name: string; moderates: boolean } | undefined
  let early: Stream[] = []
  let own: { publisher: Publisher; tile: Tile } | undefined
  let picture: TestPicture | undefined
  let allMuted = false

  const complain = (error: unknown) => {
    notice.textContent = error instanceof Error ? error.message : String(error)
  }

  const screen = setupScreenShare(tiles, complain)

  function updateControls(): void {
    microphone.hidden = camera.hidden = own === undefined
    muteAll.hidden = !stay?.moderates
    muteAll.textContent = allMuted ? 'Allow sound again' : 'Mute everybody'
  }

  async function publish(source: Picture): Promise<void> {
    const current = stay
    if (current === undefined || own) return
    const tile = tiles.add(`${current.name} (you)`)
    drawn.hidden = true
    notice.textContent = ''
    try {
      const publisher = await current.call.publish(tile.video, source, current.name)
      if (stay !== current) return
      own = { publisher, tile }
      show(microphone, source === 'camera')
      microphone.disabled = source !== 'camera'
      show(camera, true)
      publisher.on('muteForced', () => show(microphone, false))
      publisher.on('streamDestroyed', () => {
        tile.remove()
        own = undefined
        drawn.hidden = stay === undefined
        updateControls()
      })
      updateControls()
    } catch (error) {
      tile.remove()
      if (stay !== current) return
      drawn.hidden = false
      if (
        error instanceof CallError &&
        /USER_MEDIA_ACCESS_DENIED|NO_DEVICES|HARDWARE|NO_VALID|NOT_SUPPORTED/.test(error.kind)
      ) {
        notice.textContent =
          'Your camera is absent, in use, or was refused. You can show a drawn test picture instead.'
      } else complain(error)
    }
  }

  async function subscribe(stream: Stream): Promise<void> {
    if (stay === undefined) {
      early.push(stream)
      return
    }
    const { call, moderates } = stay
    const act = (label: string, work: () => Promise<void>) => ({
      label,
      act: () => void work().catch(complain),
    })
    const tile = tiles.add(
      stream.name || nameOf(stream.connection),
      moderates
        ? [act('Mute', () => call.mute(stream)), act('Unpublish', () => call.unpublishOther(stream))]
        : [],
    )
    others.set(stream.streamId, tile)
    tile.say('Waiting for the picture…')
    try {
      await call.subscribe(stream, tile.video)
      tile.say('')
    } catch (error) {
      tile.say(error instanceof Error ? error.message : String(error))
    }
  }

  /** A switch is pressed while what it names is on. */
  function show(button: HTMLButtonElement, on: boolean): void {
    button.ariaPressed = String(on)
  }

  microphone.addEventListener('click', () => {
    const on = microphone.ariaPressed !== 'true'
    own?.publisher.publishAudio(on)
    show(microphone, on)
  })
  camera.addEventListener('click', () => {
    const on = camera.ariaPressed !== 'true'
    own?.publisher.publishVideo(on)
    show(camera, on)
  })
  drawn.addEventListener('click', () => {
    if (stay === undefined) return
    picture?.stop()
    picture = startTestPicture(stay.name)
    void publish(picture.track)
  })
  muteAll.addEventListener('click', () => {
    if (stay === undefined) return
    const { call } = stay
    ;(allMuted ? call.allowSound() : call.muteAll()).then(() => {
      allMuted = !allMuted
      updateControls()
    }, complain)
  })

  return {
    begin(call, { name, publishes, moderates }) {
      stay = { call, name, moderates }
      card.hidden = false
      updateControls()
      for (const stream of early.splice(0)) void subscribe(stream)
      void isMediaPossible().then((possible) => {
        if (possible) return
        notice.textContent =
          'This machine has no network but its own loopback, on which browsers exchange no media: ' +
          'chat and events work, pictures will not come. Any other network interface is enough, even one without internet.'
      })
      if (!publishes) return
      screen.offer(call, name)
      void publish('camera')
    },
    streamCreated: (stream) => void subscribe(stream),
    streamDestroyed(stream) {
      early = early.filter(({ streamId }) => streamId !== stream.streamId)
      others.get(stream.streamId)?.remove()
      others.delete(stream.streamId)
    },
    end() {
      picture?.stop()
      picture = undefined
      own?.publisher.destroy()
      screen.end()
      stay = own = undefined
      early = []
      allMuted = false
      others.clear()
      tiles.clear()
      notice.textContent = ''
      drawn.hidden = true
      card.hidden = true
      updateControls()
    },
  }
}
