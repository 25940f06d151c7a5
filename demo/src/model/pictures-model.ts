import type { Publisher, Stream, Subscriber } from '@opentok/client'
import { type ReadonlySignal, signal } from '@preact/signals'
import { type Call, CallError, type PictureSource } from '../client/call.ts'
import { isMediaPossible } from '../client/media-possible.ts'
import { createSpeechMeter } from '../client/speech.ts'
import { startTestPicture, type TestPicture } from '../client/test-picture.ts'
import { messageOf } from './message-of.ts'
import { nameOf } from './name-of.ts'
import { createPicture, type Picture } from './picture.ts'
import { createScreenShare } from './screen-share.ts'
import type { SwitchState } from './switch-state.ts'

/** The pictures of a call: one's own, and those of others. */
export interface PicturesModel {
  readonly list: ReadonlySignal<readonly Picture[]>
  readonly microphone: ReadonlySignal<SwitchState>
  readonly camera: ReadonlySignal<SwitchState>
  readonly screen: ReadonlySignal<SwitchState>
  /** Whether a drawn picture is offered in place of a camera. */
  readonly offersTestPicture: ReadonlySignal<boolean>
  /** What the reader should know of the media. */
  readonly notice: ReadonlySignal<string>
  /** A call has begun. */
  begin(call: Call, options: { name: string; publishes: boolean; moderates: boolean }): void
  /** Another participant publishes; this may come before the call has begun. */
  streamCreated(stream: Stream): void
  streamDestroyed(stream: Stream): void
  streamChanged(stream: Stream): void
  muteForced(isActive: boolean): void
  say(notice: string): void
  toggleMicrophone(): void
  toggleCamera(): void
  toggleScreen(): void
  showTestPicture(): void
  end(): void
}

interface Own {
  publisher: Publisher
  picture: Picture
}

const LOOPBACK_ONLY =
  'This machine has no network but its own loopback, on which browsers exchange no media: ' +
  'chat and events work, pictures will not come. Any other network interface is enough, even one without internet.'

const NO_CAMERA = 'Your camera is absent, in use, or was refused. You can show a drawn test picture instead.'

const NEEDS_SERVER = 'Simulated: the picture needs a server, npx opentok-sandbox'

export function createPicturesModel(): PicturesModel {
  const list = signal<readonly Picture[]>([])
  const microphone = signal<SwitchState>()
  const camera = signal<SwitchState>()
  const offersTestPicture = signal(false)
  const notice = signal('')
  /** By the ID of the stream. */
  const byStream = new Map<string, Picture>()
  let stay: { call: Call; name: string; moderates: boolean } | undefined
  let early: Stream[] = []
  let own: Own | undefined
  let drawn: TestPicture | undefined

  const add = (picture: Picture) => {
    // What is shared is what everybody looks at.
    list.value = picture.isScreen ? [picture, ...list.value] : [...list.value, picture]
  }
  const remove = (picture: Picture) => {
    list.value = list.value.filter((one) => one !== picture)
  }
  const complain = (error: unknown) => {
    notice.value = messageOf(error)
  }

  const screen = createScreenShare({ add, remove, complain })

  function listen(picture: Picture, source: Publisher | Subscriber): void {
    const hear = createSpeechMeter((speaks) => {
      picture.isSpeaking.value = speaks
    })
    // The client's types have no event that both kinds share.
    const { on } = source as { on(name: string, hear: (event: { audioLevel: number }) => void): void }
    on.call(source, 'audioLevelUpdated', ({ audioLevel }) => hear(audioLevel, performance.now()))
  }

  async function publish(source: PictureSource): Promise<void> {
    const current = stay
    if (current === undefined || own) return
    const isCamera = source === 'camera'
    const picture = createPicture({
      name: `${current.name} (you)`,
      isOwn: true,
      isScreen: false,
      hasAudio: isCamera,
      hasVideo: true,
    })
    add(picture)
    offersTestPicture.value = false
    notice.value = ''
    try {
      const publisher = await current.call.publish(picture.host, source, current.name)
      if (stay !== current) return
      own = { publisher, picture }
      if (publisher.stream) byStream.set(publisher.stream.streamId, picture)
      microphone.value = isCamera ? 'on' : 'disabled'
      camera.value = 'on'
      listen(picture, publisher)
      publisher.on('muteForced', () => {
        microphone.value = 'off'
        picture.hasAudio.value = false
        notice.value = 'A moderator muted your microphone.'
      })
      publisher.on('streamDestroyed', ({ reason }) => {
        remove(picture)
        if (own?.publisher !== publisher) return
        own = undefined
        microphone.value = camera.value = undefined
        offersTestPicture.value = stay !== undefined
        if (reason === 'forceUnpublished') notice.value = 'A moderator stopped your picture and your sound.'
      })
    } catch (error) {
      remove(picture)
      if (stay !== current) return
      offersTestPicture.value = true
      const hasNoCamera =
        error instanceof CallError &&
        /USER_MEDIA_ACCESS_DENIED|NO_DEVICES|HARDWARE|NO_VALID|NOT_SUPPORTED/.test(error.kind)
      notice.value = hasNoCamera ? NO_CAMERA : messageOf(error)
    }
  }

  async function subscribe(stream: Stream): Promise<void> {
    if (stay === undefined) {
      early.push(stream)
      return
    }
    const { call, moderates } = stay
    const act = (work: () => Promise<void>) => () => void work().catch(complain)
    const picture = createPicture({
      name: stream.name || nameOf({ id: stream.connection.connectionId, data: stream.connection.data }),
      isOwn: false,
      isScreen: stream.videoType === 'screen',
      hasAudio: stream.hasAudio,
      hasVideo: stream.hasVideo,
      moderation: moderates
        ? { mute: act(() => call.mute(stream)), unpublish: act(() => call.unpublishOther(stream)) }
        : undefined,
    })
    byStream.set(stream.streamId, picture)
    add(picture)
    picture.said.value = 'Waiting for the picture…'
    try {
      const subscriber = await call.subscribe(stream, picture.host)
      picture.said.value = ''
      listen(picture, subscriber)
      subscriber.on('disconnected', () => {
        picture.isReconnecting.value = true
      })
      subscriber.on('connected', () => {
        picture.isReconnecting.value = false
      })
    } catch (error) {
      const message = messageOf(error)
      picture.said.value = message.includes('simulated participant') ? NEEDS_SERVER : message
    }
  }

  return {
    list,
    microphone,
    camera,
    screen: screen.state,
    offersTestPicture,
    notice,
    begin(call, { name, publishes, moderates }) {
      stay = { call, name, moderates }
      for (const stream of early.splice(0)) void subscribe(stream)
      void isMediaPossible().then((isPossible) => {
        if (!isPossible && stay?.call === call) notice.value = LOOPBACK_ONLY
      })
      if (!publishes) return
      screen.offer(call, name)
      void publish('camera')
    },
    streamCreated: (stream) => void subscribe(stream),
    streamDestroyed(stream) {
      early = early.filter(({ streamId }) => streamId !== stream.streamId)
      const picture = byStream.get(stream.streamId)
      if (picture) remove(picture)
      byStream.delete(stream.streamId)
    },
    streamChanged({ streamId, hasAudio, hasVideo }) {
      const picture = byStream.get(streamId)
      if (picture === undefined) return
      picture.hasAudio.value = hasAudio
      picture.hasVideo.value = hasVideo
    },
    muteForced(isActive) {
      notice.value = isActive
        ? 'A moderator muted everybody. Those who publish from now on begin muted.'
        : 'A moderator allows sound again.'
    },
    say(said) {
      notice.value = said
    },
    toggleMicrophone() {
      const isOn = microphone.value !== 'on'
      if (own === undefined || microphone.value === 'disabled') return
      own.publisher.publishAudio(isOn)
      microphone.value = isOn ? 'on' : 'off'
      own.picture.hasAudio.value = isOn
    },
    toggleCamera() {
      const isOn = camera.value !== 'on'
      own?.publisher.publishVideo(isOn)
      camera.value = isOn ? 'on' : 'off'
      if (own) own.picture.hasVideo.value = isOn
    },
    toggleScreen: screen.toggle,
    showTestPicture() {
      if (stay === undefined) return
      drawn?.stop()
      drawn = startTestPicture(stay.name)
      void publish(drawn.track)
    },
    end() {
      stay = undefined
      drawn?.stop()
      drawn = undefined
      own?.publisher.destroy()
      own = undefined
      screen.end()
      early = []
      byStream.clear()
      list.value = []
      microphone.value = camera.value = undefined
      offersTestPicture.value = false
      notice.value = ''
    },
  }
}
