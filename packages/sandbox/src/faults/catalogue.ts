import type { CheckedRule } from './fault-rule.ts'

/** A fault by its name. */
export interface NamedFault {
  name: string
  /** What happens, in a few words. */
  what: string
  rule: CheckedRule
  /**
   * What an app sees: the name and the code of the browser client's error, the events that it raises, or the message of
   * the Node SDK. The tests compare it with what they see.
   */
  sees: string
}

const RETRY_AFTER = { 'Retry-After': '5' }

/** The client asks three times before it gives up. */
const THRICE = 3

/** Faults of `createSession()` of a server SDK. */
const CREATE: NamedFault[] = [
  {
    name: 'create-bad-request',
    what: 'A session is not created: the request is wrong',
    rule: { on: 'session.create', status: 400, message: 'Invalid location' },
    sees: '',
  },
  {
    name: 'create-forbidden',
    what: 'A session is not created: the credentials are wrong',
    rule: { on: 'session.create', status: 403, message: 'Invalid signature' },
    sees: '',
  },
  {
    name: 'create-timeout',
    what: 'OpenTok has waited too long for the request',
    rule: { on: 'session.create', status: 408, message: 'Request timeout' },
    sees: '',
  },
  {
    name: 'create-rate-limited',
    what: 'Too many requests, with Retry-After',
    rule: { on: 'session.create', status: 429, message: 'Too many requests', headers: RETRY_AFTER },
    sees: '',
  },
  {
    name: 'create-server-error',
    what: 'OpenTok fails',
    rule: { on: 'session.create', status: 500, message: 'Internal error' },
    sees: '',
  },
  {
    name: 'create-unavailable',
    what: 'OpenTok is down, behind its load balancer',
    rule: { on: 'session.create', status: 503 },
    sees: '',
  },
  {
    name: 'create-malformed',
    what: 'The answer is not what it says it is',
    rule: { on: 'session.create', body: '<sessions><Session>', headers: { 'Content-Type': 'application/json' } },
    sees: '',
  },
  {
    name: 'create-wrong-type',
    what: 'The answer is a page of HTML, as of a proxy that asks for a login',
    rule: { on: 'session.create', body: '<html></html>', headers: { 'Content-Type': 'text/html' } },
    sees: '',
  },
  {
    name: 'create-reset',
    what: 'The connection breaks before the answer',
    rule: { on: 'session.create', network: 'reset' },
    sees: '',
  },
  {
    name: 'create-truncated',
    what: 'The session is created, and the connection breaks within the answer',
    rule: { on: 'session.create', network: 'truncated' },
    sees: '',
  },
  {
    name: 'create-slow',
    what: 'The session is created, and the answer takes 2 seconds',
    rule: { on: 'session.create', network: 'slow', delay: '2s' },
    sees: '',
  },
  {
    name: 'create-endless',
    what: 'The answer does not end',
    rule: { on: 'session.create', network: 'endless' },
    sees: '',
  },
  {
    name: 'create-hang',
    what: 'No answer comes, and the connection stays open',
    rule: { on: 'session.create', network: 'hang' },
    sees: '',
  },
]

/** Faults of all other calls of a server SDK. */
const REST: NamedFault[] = [
  {
    name: 'rest-bad-request',
    what: 'A call of the REST API is refused: the request is wrong',
    rule: { on: 'rest', status: 400, message: 'Bad request' },
    sees: '',
  },
  {
    name: 'rest-forbidden',
    what: 'A call of the REST API is refused: the credentials are wrong',
    rule: { on: 'rest', status: 403, message: 'Invalid signature' },
    sees: '',
  },
  {
    name: 'rest-not-found',
    what: 'What the call names does not exist',
    rule: { on: 'rest', status: 404, message: 'Not found' },
    sees: '',
  },
  {
    name: 'rest-conflict',
    what: 'The call contradicts the state of the session',
    rule: { on: 'rest', status: 409, message: 'Conflict' },
    sees: '',
  },
  {
    name: 'rest-too-large',
    what: 'The body of the call is too long',
    rule: { on: 'rest', status: 413, message: 'Request entity too large' },
    sees: '',
  },
  {
    name: 'rest-rate-limited',
    what: 'Too many requests, with Retry-After',
    rule: { on: 'rest', status: 429, message: 'Too many requests', headers: RETRY_AFTER },
    sees: '',
  },
  {
    name: 'rest-server-error',
    what: 'OpenTok fails',
    rule: { on: 'rest', status: 500, message: 'Internal error' },
    sees: '',
  },
  { name: 'rest-unavailable', what: 'OpenTok is down', rule: { on: 'rest', status: 503 }, sees: '' },
  {
    name: 'rest-malformed',
    what: 'The answer is no JSON',
    rule: { on: 'rest', body: '{"count":', headers: { 'Content-Type': 'application/json' } },
    sees: '',
  },
  {
    name: 'rest-reset',
    what: 'The connection breaks before the answer',
    rule: { on: 'rest', network: 'reset' },
    sees: '',
  },
]

/** Faults of `session.connect()`, before its socket is opened. */
const SESSION_INFO: NamedFault[] = [
  {
    name: 'invalid-token',
    what: 'The token cannot be read',
    rule: { on: 'session.info', code: 400, message: 'Invalid token format' },
    sees: '',
  },
  {
    name: 'token-expired',
    what: 'The token has expired',
    rule: { on: 'session.info', code: 403, message: 'Token expired' },
    sees: '',
  },
  {
    name: 'invalid-session',
    what: 'There is no such session',
    rule: { on: 'session.info', code: 404, message: 'Session not found' },
    sees: '',
  },
  {
    name: 'terms-of-service',
    what: 'The account broke the terms of service',
    rule: { on: 'session.info', code: 409, message: 'Terms of service' },
    sees: '',
  },
  {
    name: 'session-info-failed',
    what: 'OpenTok fails, and says so',
    rule: { on: 'session.info', code: 500, message: 'Internal error' },
    sees: '',
  },
  {
    name: 'session-info-unknown-code',
    what: 'OpenTok answers with a code that the client does not know',
    rule: { on: 'session.info', code: 418, message: 'Unknown', times: THRICE },
    sees: '',
  },
  {
    name: 'session-info-unavailable',
    what: 'OpenTok is down, behind its load balancer',
    rule: { on: 'session.info', status: 503, times: THRICE },
    sees: '',
  },
  {
    name: 'session-info-empty',
    what: 'The answer is empty',
    rule: { on: 'session.info', status: 200, times: THRICE },
    sees: '',
  },
  {
    name: 'session-info-malformed',
    what: 'The answer is no JSON',
    rule: { on: 'session.info', body: '[{', times: THRICE },
    sees: '',
  },
  {
    name: 'session-info-unreachable',
    what: 'There is no way to OpenTok',
    rule: { on: 'session.info', network: 'reset', times: THRICE },
    sees: '',
  },
  {
    name: 'config-unreachable',
    what: 'The configuration service is down',
    rule: { on: 'config', network: 'reset' },
    sees: '',
  },
  {
    name: 'config-slow',
    what: 'The configuration service takes a second',
    rule: { on: 'config', delay: '1s' },
    sees: '',
  },
]

/** Faults of the messaging socket, and of the client's connection to the session. */
const SOCKET: NamedFault[] = [
  {
    name: 'socket-refused',
    what: 'The messaging socket closes as soon as it opens',
    rule: { on: 'socket', network: 'refuse', times: THRICE },
    sees: '',
  },
  {
    name: 'socket-dropped',
    what: 'The messaging socket of a connected client breaks, once',
    rule: { on: 'socket', network: 'drop' },
    sees: '',
  },
  {
    name: 'socket-no-pong',
    what: 'The sandbox answers no PING over this socket',
    rule: { on: 'socket', network: 'no-pong' },
    sees: '',
  },
  {
    name: 'socket-silent',
    what: 'Nothing comes over this socket any more',
    rule: { on: 'socket', network: 'silent' },
    sees: '',
  },
  {
    name: 'socket-half-open',
    what: 'Nothing goes over this socket any more, in either direction, and the other clients wait',
    rule: { on: 'socket', network: 'half-open' },
    sees: '',
  },
  {
    name: 'connection-limit',
    what: 'The session has as many connections as it may have',
    rule: { on: 'connect', status: 409, reason: 'connectionLimitExceeded', times: THRICE },
    sees: '',
  },
  {
    name: 'connect-refused',
    what: 'The messaging server refuses the token',
    rule: { on: 'connect', status: 403, reason: 'invalidToken', times: THRICE },
    sees: '',
  },
  {
    name: 'connect-failed',
    what: 'The messaging server fails',
    rule: { on: 'connect', status: 500, reason: 'internalError', times: THRICE },
    sees: '',
  },
  {
    name: 'connect-lost',
    what: 'The message with which a client connects is lost with its socket, once',
    rule: { on: 'connect', network: 'drop' },
    sees: '',
  },
]

/** Faults of `signal()`. */
const SIGNAL: NamedFault[] = [
  {
    name: 'signal-bad-request',
    what: 'A signal is refused: it is wrong',
    rule: { on: 'signal', status: 400, reason: 'invalidSignal' },
    sees: '',
  },
  {
    name: 'signal-forbidden',
    what: 'A signal is refused: the client may not signal',
    rule: { on: 'signal', status: 403, reason: 'permissionDenied' },
    sees: '',
  },
  {
    name: 'signal-not-found',
    what: 'The receiver of a signal is gone',
    rule: { on: 'signal', status: 404, reason: 'connectionNotFound' },
    sees: '',
  },
  {
    name: 'signal-too-long',
    what: 'A signal is too long',
    rule: { on: 'signal', status: 413, reason: 'signalTooLong' },
    sees: '',
  },
  {
    name: 'signal-rate-limited',
    what: 'Too many signals',
    rule: { on: 'signal', status: 429, reason: 'tooManySignals' },
    sees: '',
  },
  {
    name: 'signal-failed',
    what: 'The messaging server fails',
    rule: { on: 'signal', status: 500, reason: 'internalError' },
    sees: '',
  },
  {
    name: 'signal-slow',
    what: 'A signal takes a second',
    rule: { on: 'signal', delay: '1s' },
    sees: '',
  },
  {
    name: 'signal-lost',
    what: 'The socket breaks with the signal; the client sends it again',
    rule: { on: 'signal', network: 'drop' },
    sees: '',
  },
]

/** Faults of `publish()` and `subscribe()`. */
const STREAMS: NamedFault[] = [
  {
    name: 'publish-forbidden',
    what: 'Publishing is refused',
    rule: { on: 'publish', status: 403, reason: 'permissionDenied' },
    sees: '',
  },
  {
    name: 'publish-conflict',
    what: 'Publishing is refused: there are too many streams',
    rule: { on: 'publish', status: 409, reason: 'streamLimitExceeded' },
    sees: '',
  },
  {
    name: 'publish-encryption',
    what: 'Publishing is refused: the session has other settings of end-to-end encryption',
    rule: { on: 'publish', status: 405, reason: 'IncompatibleEncryptionSettings' },
    sees: '',
  },
  {
    name: 'publish-failed',
    what: 'The messaging server fails',
    rule: { on: 'publish', status: 500, reason: 'internalError' },
    sees: '',
  },
  {
    name: 'publish-unanswered',
    what: 'No answer to the message that publishes comes',
    rule: { on: 'publish', network: 'lost' },
    sees: '',
  },
  {
    name: 'subscribe-forbidden',
    what: 'Subscribing is refused',
    rule: { on: 'subscribe', status: 403, reason: 'permissionDenied' },
    sees: '',
  },
  {
    name: 'subscribe-not-found',
    what: 'The stream is gone',
    rule: { on: 'subscribe', status: 404, reason: 'streamNotFound' },
    sees: '',
  },
  {
    name: 'subscribe-limit',
    what: 'The client subscribes to as many streams as it may',
    rule: { on: 'subscribe', status: 409, reason: 'streamLimitExceeded' },
    sees: '',
  },
  {
    name: 'subscribe-failed',
    what: 'The messaging server fails',
    rule: { on: 'subscribe', status: 500, reason: 'internalError' },
    sees: '',
  },
  {
    name: 'subscribe-unanswered',
    what: 'No answer to the message that subscribes comes',
    rule: { on: 'subscribe', network: 'lost' },
    sees: '',
  },
]

/** Faults of the messages to a client; narrow them by `where.connection` and `where.message`. */
const MESSAGES: NamedFault[] = [
  {
    name: 'message-lost',
    what: 'A message to a client is lost: a stream that never arrives, a signal that nobody hears',
    rule: { on: 'message', network: 'lost' },
    sees: '',
  },
  {
    name: 'message-doubled',
    what: 'A message comes twice, as after a lost acknowledgement',
    rule: { on: 'message', network: 'doubled' },
    sees: '',
  },
  {
    name: 'message-late',
    what: 'A message comes a second later, after others that were sent after it',
    rule: { on: 'message', delay: '1s' },
    sees: '',
  },
  {
    name: 'message-reordered',
    what: 'A message comes after the one that was sent after it',
    rule: { on: 'message', network: 'reordered' },
    sees: '',
  },
  {
    name: 'message-drops-socket',
    what: 'The socket breaks with a message; it comes over the next one',
    rule: { on: 'message', network: 'drop' },
    sees: '',
  },
]

/** Faults of media. */
const MEDIA: NamedFault[] = [
  {
    name: 'ice-never-connects',
    what: 'The ends of a subscription negotiate, and their media connects to nothing',
    rule: { on: 'media', network: 'never' },
    sees: '',
  },
  {
    name: 'candidates-lost',
    what: 'No ICE candidate of a subscription arrives, in either direction',
    rule: { on: 'media', network: 'lost' },
    sees: '',
  },
]

/** Faults of cameras and microphones, where they are fake. */
const DEVICES: NamedFault[] = [
  {
    name: 'device-denied',
    what: 'The user does not allow the camera or the microphone',
    rule: { on: 'device', reason: 'NotAllowedError' },
    sees: '',
  },
  {
    name: 'device-missing',
    what: 'There is no camera or no microphone',
    rule: { on: 'device', reason: 'NotFoundError' },
    sees: '',
  },
  {
    name: 'device-busy',
    what: 'Another program uses the camera or the microphone',
    rule: { on: 'device', reason: 'NotReadableError' },
    sees: '',
  },
  {
    name: 'device-unsuitable',
    what: 'No camera can do what is asked for',
    rule: { on: 'device', reason: 'OverconstrainedError' },
    sees: '',
  },
  {
    name: 'device-aborted',
    what: 'The camera fails for another reason',
    rule: { on: 'device', reason: 'AbortError' },
    sees: '',
  },
]

/** The faults that have a name. */
export const FAULT_CATALOGUE: readonly NamedFault[] = [
  ...CREATE,
  ...REST,
  ...SESSION_INFO,
  ...SOCKET,
  ...SIGNAL,
  ...STREAMS,
  ...MESSAGES,
  ...MEDIA,
  ...DEVICES,
]

const byName = new Map(FAULT_CATALOGUE.map((fault) => [fault.name, fault]))

/** The fault of a name. */
export function findFault(name: string): NamedFault | undefined {
  return byName.get(name)
}
