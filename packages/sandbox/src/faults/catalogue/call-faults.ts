import type { NamedFault } from './named-fault.ts'

/** Faults of `signal()`. */
const SIGNAL: NamedFault[] = [
  {
    name: 'signal-bad-request',
    what: 'A signal is refused: it is wrong',
    rule: { on: 'signal', status: 400, reason: 'invalidSignal' },
    sees: 'OT_INVALID_PARAMETER 400',
  },
  {
    name: 'signal-forbidden',
    what: 'A signal is refused: the client may not signal',
    rule: { on: 'signal', status: 403, reason: 'permissionDenied' },
    sees: 'OT_PERMISSION_DENIED 403',
  },
  {
    name: 'signal-not-found',
    what: 'The receiver of a signal is gone',
    rule: { on: 'signal', status: 404, reason: 'connectionNotFound' },
    sees: 'OT_NOT_FOUND 404',
  },
  {
    name: 'signal-too-long',
    what: 'A signal is too long',
    rule: { on: 'signal', status: 413, reason: 'signalTooLong' },
    sees: 'OT_INVALID_PARAMETER 413',
  },
  {
    name: 'signal-rate-limited',
    what: 'Too many signals',
    rule: { on: 'signal', status: 429, reason: 'tooManySignals' },
    sees: 'OT_UNEXPECTED_SERVER_RESPONSE 2001',
  },
  {
    name: 'signal-failed',
    what: 'The messaging server fails',
    rule: { on: 'signal', status: 500, reason: 'internalError' },
    sees: 'OT_NOT_CONNECTED 500',
  },
  {
    name: 'signal-slow',
    what: 'A signal takes a second',
    rule: { on: 'signal', delay: '1s' },
    sees: 'completes; others hear it 1 time',
  },
  {
    name: 'signal-lost',
    what: 'The socket breaks with the signal; the client sends it again',
    rule: { on: 'signal', network: 'drop' },
    sees: 'completes; others hear it 1 time',
  },
]

/** Faults of `publish()` and `subscribe()`. */
const STREAMS: NamedFault[] = [
  {
    name: 'publish-forbidden',
    what: 'Publishing is refused',
    rule: { on: 'publish', status: 403, reason: 'permissionDenied' },
    sees: 'OT_STREAM_CREATE_FAILED 1500',
  },
  {
    name: 'publish-conflict',
    what: 'Publishing is refused: there are too many streams',
    rule: { on: 'publish', status: 409, reason: 'streamLimitExceeded' },
    sees: 'OT_STREAM_CREATE_FAILED 1500',
  },
  {
    name: 'publish-encryption',
    what: 'Publishing is refused: the session has other settings of end-to-end encryption',
    rule: { on: 'publish', status: 405, reason: 'IncompatibleEncryptionSettings' },
    sees: 'OT_STREAM_CREATE_FAILED 1500',
  },
  {
    name: 'publish-failed',
    what: 'The messaging server fails',
    rule: { on: 'publish', status: 500, reason: 'internalError' },
    sees: 'OT_UNEXPECTED_SERVER_RESPONSE 2001',
  },
  {
    name: 'publish-unanswered',
    what: 'No answer to the message that publishes comes',
    rule: { on: 'publish', network: 'lost' },
    sees: 'OT_TIMEOUT 1500',
  },
  {
    name: 'subscribe-forbidden',
    what: 'Subscribing is refused',
    rule: { on: 'subscribe', status: 403, reason: 'permissionDenied' },
    sees: 'OT_UNABLE_TO_SUBSCRIBE 2001',
  },
  {
    name: 'subscribe-not-found',
    what: 'The stream is gone',
    rule: { on: 'subscribe', status: 404, reason: 'streamNotFound' },
    sees: 'OT_STREAM_NOT_FOUND 1501',
  },
  {
    name: 'subscribe-limit',
    what: 'The client subscribes to as many streams as it may',
    rule: { on: 'subscribe', status: 409, reason: 'streamLimitExceeded' },
    sees: 'OT_STREAM_LIMIT_EXCEEDED 1605',
  },
  {
    name: 'subscribe-failed',
    what: 'The messaging server fails',
    rule: { on: 'subscribe', status: 500, reason: 'internalError' },
    sees: 'OT_UNABLE_TO_SUBSCRIBE 2001',
  },
  {
    name: 'subscribe-unanswered',
    what: 'No answer to the message that subscribes comes',
    rule: { on: 'subscribe', network: 'lost' },
    sees: 'OT_TIMEOUT 1501',
  },
]

/** Faults of the messages to a client; narrow them further by `where.connection` and `where.message`. */
const MESSAGES: NamedFault[] = [
  {
    name: 'stream-never-arrives',
    what: 'A client is not told of a stream that another one publishes',
    rule: { on: 'message', network: 'lost', where: { message: 'created stream' } },
    sees: 'no streamCreated',
  },
  {
    name: 'message-lost',
    what: 'The next message to a client is lost, whatever it is',
    rule: { on: 'message', network: 'lost' },
    sees: 'of "one" and "two": two',
  },
  {
    name: 'message-doubled',
    what: 'A message comes twice, as after a lost acknowledgement',
    rule: { on: 'message', network: 'doubled' },
    sees: 'of "one" and "two": one, two',
  },
  {
    name: 'message-late',
    what: 'A message comes a second later, after others that were sent after it',
    rule: { on: 'message', delay: '1s' },
    sees: 'of "one" and "two": two, one',
  },
  {
    name: 'message-reordered',
    what: 'A message comes after the one that was sent after it',
    rule: { on: 'message', network: 'reordered' },
    sees: 'of "one" and "two": two, one',
  },
  {
    name: 'message-drops-socket',
    what: 'The socket breaks with a message; it comes over the next one',
    rule: { on: 'message', network: 'drop' },
    sees: 'of "one" and "two": one, two',
  },
]

/** Faults of media. */
const MEDIA: NamedFault[] = [
  {
    name: 'ice-never-connects',
    what: 'The ends of a subscription negotiate, and their media connects to nothing',
    rule: { on: 'media', network: 'never' },
    sees: 'OT_TIMEOUT 1501',
  },
  {
    name: 'candidates-lost',
    what: 'No ICE candidate of a subscription arrives, in either direction',
    rule: { on: 'media', network: 'lost' },
    sees: 'OT_TIMEOUT 1501',
  },
]

/** Faults of cameras and microphones, where they are fake. */
const DEVICES: NamedFault[] = [
  {
    name: 'device-denied',
    what: 'The user does not allow the camera or the microphone',
    rule: { on: 'device', reason: 'NotAllowedError' },
    sees: 'OT_USER_MEDIA_ACCESS_DENIED 1500',
  },
  {
    name: 'device-missing',
    what: 'There is no camera or no microphone',
    rule: { on: 'device', reason: 'NotFoundError' },
    sees: 'OT_NO_DEVICES_FOUND 1500',
  },
  {
    name: 'device-busy',
    what: 'Another program uses the camera or the microphone',
    rule: { on: 'device', reason: 'NotReadableError' },
    sees: 'OT_HARDWARE_UNAVAILABLE 1500',
  },
  {
    name: 'device-unsuitable',
    what: 'No camera can do what is asked for',
    rule: { on: 'device', reason: 'OverconstrainedError' },
    sees: 'OT_CONSTRAINTS_NOT_SATISFIED 1500',
  },
  {
    name: 'device-aborted',
    what: 'The camera fails for another reason',
    rule: { on: 'device', reason: 'AbortError' },
    sees: 'OT_UNABLE_TO_CAPTURE_MEDIA 1500',
  },
]

/** Faults of what clients do in a session. */
export const CALL_FAULTS: readonly NamedFault[] = [...SIGNAL, ...STREAMS, ...MESSAGES, ...MEDIA, ...DEVICES]
