import { takeDeviceFault } from '../device-faults.ts'
import { FakeStream, FakeTrack } from './fake-stream.ts'

const DEVICES = [
  { kind: 'audioinput', deviceId: 'audio', groupId: 'fake', label: 'Fake microphone' },
  { kind: 'videoinput', deviceId: 'video', groupId: 'fake', label: 'Fake camera' },
]

/** @throws {DOMException} if a fault of the sandbox asks for it */
async function open(kinds: readonly string[]): Promise<FakeStream> {
  const name = await takeDeviceFault()
  if (name !== undefined) throw new DOMException(`A fault of the sandbox: ${name}`, name)
  return new FakeStream(kinds.map((kind) => new FakeTrack(kind)))
}

/** A camera, a microphone and a screen. */
export const mediaDevices = Object.assign(new EventTarget(), {
  enumerateDevices: async () => DEVICES,
  getSupportedConstraints: () => ({}),
  getUserMedia: ({ audio, video }: { audio?: unknown; video?: unknown }) =>
    open([...(audio ? ['audio'] : []), ...(video ? ['video'] : [])]),
  getDisplayMedia: () => open(['video']),
})
