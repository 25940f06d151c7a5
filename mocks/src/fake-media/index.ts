// What happy-dom lacks of a browser's media, as far as OpenTok's client needs it to publish and to subscribe.

import { FAKE_MEDIA } from '@opentok-sandbox/sandbox'
import { FakeAudioContext } from './fake-audio-context.ts'
import { mediaDevices } from './fake-devices.ts'
import { CAPABLE, type FakeDescription, FakePeerConnection } from './fake-peer-connection.ts'
import { FakeStream, FakeTrack } from './fake-stream.ts'
import { createPlayer } from './player.ts'

/**
 * Adds cameras, microphones and peer connections to a DOM that has none, so that `publish()` and `subscribe()` of
 * `@opentok/client` succeed in vitest. There is nothing to see or to hear. Call it before the
 * client is imported, in a setup file. `sandbox.fail({ on: 'device' })` makes them fail.
 *
 * @param scope the window, where it is not that of this module
 * @returns a function that removes them
 *
 * @example
 * // vitest.setup.ts, named in setupFiles
 * import '@opentok-sandbox/mocks/vitest'
 * import { installFakeMedia } from '@opentok-sandbox/mocks/fake-media'
 *
 * installFakeMedia()
 */
export function installFakeMedia(scope: typeof globalThis = globalThis): () => void {
  const put: (() => void)[] = []
  const define = (owner: object, properties: PropertyDescriptorMap) => {
    for (const [name, descriptor] of Object.entries(properties)) {
      const former = Object.getOwnPropertyDescriptor(owner, name)
      Object.defineProperty(owner, name, { configurable: true, ...descriptor })
      put.push(() => {
        if (former) Object.defineProperty(owner, name, former)
        else Reflect.deleteProperty(owner, name)
      })
    }
  }
  const value = (given: unknown) => ({ value: given, writable: true })
  define(scope, {
    // The client brings an adapter for old browsers, which a fake connection would break.
    adapter: value({}),
    AudioContext: value(FakeAudioContext),
    MediaStream: value(FakeStream),
    MediaStreamTrack: value(FakeTrack),
    RTCPeerConnection: value(FakePeerConnection),
    RTCRtpSender: value(CAPABLE),
    RTCRtpReceiver: value(CAPABLE),
    RTCSessionDescription: value(
      class {
        constructor(init: FakeDescription) {
          Object.assign(this, init)
        }
      },
    ),
    RTCIceCandidate: value(
      class {
        constructor(init: object) {
          Object.assign(this, init)
        }
      },
    ),
  })
  // The client dates its statistics by it.
  define(scope.performance, { timing: { value: { navigationStart: scope.performance.timeOrigin } } })
  // The sandbox lets such a client subscribe to simulated participants, whose media is as fake.
  const userAgent = `${scope.navigator.userAgent} ${FAKE_MEDIA}`
  define(scope.navigator, { mediaDevices: { value: mediaDevices }, userAgent: value(userAgent) })
  const player = createPlayer(scope)
  define(scope.HTMLMediaElement.prototype, player.properties)
  define(scope.HTMLVideoElement.prototype, player.pictureProperties)
  return () => {
    player.stop()
    for (const restore of put.splice(0).reverse()) restore()
  }
}
