import { FakeStream, FakeTrack } from './fake-stream.ts'

const DEVICES = [
  { kind: 'audioinput', deviceId: 'audio', groupId: 'fake', label: 'Fake microphone' },
  { kind: 'videoinput', deviceId: 'video', groupId: 'fake', label: 'Fake camera' },
]

/** A camera, a microphone and a screen. */
export const mediaDevices = Object.assign(new EventTarget(), {
  enumerateDevices: async () => DEVICES,
  getSupportedConstraints: () => ({}),
  getUserMedia: async ({ audio, video }: { audio?: unknown; video?: unknown }) =>
    new FakeStream([...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])]),
  getDisplayMedia: async () => new FakeStream([new FakeTrack('video')]),
})
