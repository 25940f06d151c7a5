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
    sees: 'Failed to createSession. Error: Unexpected response from OpenTok: "{"message":"Invalid location"}"',
  },
  {
    name: 'create-forbidden',
    what: 'A session is not created: the credentials are wrong',
    rule: { on: 'session.create', status: 403, message: 'Invalid signature' },
    sees: 'Failed to createSession. Error: Invalid API key or secret',
  },
  {
    name: 'create-timeout',
    what: 'OpenTok has waited too long for the request',
    rule: { on: 'session.create', status: 408, message: 'Request timeout' },
    sees: 'Failed to createSession. Error: Unexpected response from OpenTok: "{"message":"Request timeout"}"',
  },
  {
    name: 'create-rate-limited',
    what: 'Too many requests, with Retry-After',
    rule: { on: 'session.create', status: 429, message: 'Too many requests', headers: RETRY_AFTER },
    sees: 'Failed to createSession. Error: Unexpected response from OpenTok: "{"message":"Too many requests"}"',
  },
  {
    name: 'create-server-error',
    what: 'OpenTok fails',
    rule: { on: 'session.create', status: 500, message: 'Internal error' },
    sees: 'Failed to createSession. Error: Unexpected response from OpenTok: "{"message":"Internal error"}"',
  },
  {
    name: 'create-unavailable',
    what: 'OpenTok is down, behind its load balancer',
    rule: { on: 'session.create', status: 503 },
    sees: 'Failed to createSession. Error: Unexpected response from OpenTok: "{"message":""}"',
  },
  {
    name: 'create-malformed',
    what: 'The answer is not what it says it is',
    rule: {
      on: 'session.create',
      body: '<sessions><Session>',
      headers: { 'Content-Type': 'application/json' },
    },
    sees: 'Failed to createSession. SyntaxError: Unexpected token \'<\', "<sessions><Session>" is not valid JSON',
  },
  {
    name: 'create-wrong-type',
    what: 'The answer is a page of HTML, as of a proxy that asks for a login',
    rule: { on: 'session.create', body: '<html></html>', headers: { 'Content-Type': 'text/html' } },
    sees: 'succeeds, without a session ID',
  },
  {
    name: 'create-reset',
    what: 'The connection breaks before the answer',
    rule: { on: 'session.create', network: 'reset' },
    sees: 'Failed to createSession. FetchError: request to http://localhost:9300/session/create failed, reason: socket hang up',
  },
  {
    name: 'create-truncated',
    what: 'The session is created, and the connection breaks within the answer',
    rule: { on: 'session.create', network: 'truncated' },
    sees: 'nothing happens',
  },
  {
    name: 'create-slow',
    what: 'The session is created, and the answer takes 2 seconds',
    rule: { on: 'session.create', network: 'slow', delay: '2s' },
    sees: 'succeeds',
  },
  {
    name: 'create-endless',
    what: 'The answer does not end',
    rule: { on: 'session.create', network: 'endless' },
    sees: 'nothing happens',
  },
  {
    name: 'create-hang',
    what: 'No answer comes, and the connection stays open',
    rule: { on: 'session.create', network: 'hang' },
    sees: 'nothing happens',
  },
]

/** OpenTok's own refusals of credentials, as they were recorded (rest facts §1.6). */
const CREDENTIALS: NamedFault[] = (
  [
    ['create-no-authentication', 'No suitable authentication found', 'The request has no credentials'],
    ['create-issuer-unknown', 'Issuer not found', 'There is no project with the API key'],
    ['create-issuer-invalid', 'Invalid issuer format', 'The API key is none'],
    ['create-token-malformed', 'Invalid token format', 'The JWT cannot be read'],
    [
      'create-clock-wrong',
      'issued time cannot be greater than current time',
      'The clock of the server that sends the request is wrong',
    ],
    [
      'create-partner-invalid',
      'Invalid partner credentials',
      'The plain key and secret are wrong, as until 2017',
    ],
  ] as const
).map(([name, message, what]) => ({
  name,
  what,
  rule: { on: 'session.create', status: 403, message },
  sees: 'Failed to createSession. Error: Invalid API key or secret',
}))

/** OpenTok's own refusals of calls about live sessions (rest-v2 facts §5 and §6). */
const LIVE: NamedFault[] = (
  [
    [
      'rest-no-clients',
      404,
      'Not found. No clients are actively connected to the OpenTok session.',
      'No client is in the session',
      'Not Found',
    ],
    ['rest-no-stream', 404, 'Not found. No stream with this ID.', 'The stream does not exist', 'Not Found'],
    [
      'rest-wrong-project',
      403,
      'Id in the token does not match the one in the url',
      'The JWT is of another project than the URL',
      'Invalid API key or secret',
    ],
  ] as const
).map(([name, status, message, what, sees]) => ({ name, what, rule: { on: 'rest', status, message }, sees }))

/** Faults of all other calls of a server SDK. */
const REST: NamedFault[] = [
  {
    name: 'rest-bad-request',
    what: 'A call of the REST API is refused: the request is wrong',
    rule: { on: 'rest', status: 400, message: 'Bad request' },
    sees: 'Unexpected response from OpenTok: "{"message":"Bad request"}"',
  },
  {
    name: 'rest-forbidden',
    what: 'A call of the REST API is refused: the credentials are wrong',
    rule: { on: 'rest', status: 403, message: 'Invalid signature' },
    sees: 'Invalid API key or secret',
  },
  {
    name: 'rest-not-found',
    what: 'What the call names does not exist',
    rule: { on: 'rest', status: 404, message: 'Not found' },
    sees: 'Not Found',
  },
  {
    name: 'rest-conflict',
    what: 'The call contradicts the state of the session',
    rule: { on: 'rest', status: 409, message: 'Conflict' },
    sees: 'Unexpected response from OpenTok: "{"message":"Conflict"}"',
  },
  {
    name: 'rest-too-large',
    what: 'The body of the call is too long',
    rule: { on: 'rest', status: 413, message: 'Request entity too large' },
    sees: 'Unexpected response from OpenTok: "{"message":"Request entity too large"}"',
  },
  {
    name: 'rest-rate-limited',
    what: 'Too many requests, with Retry-After',
    rule: { on: 'rest', status: 429, message: 'Too many requests', headers: RETRY_AFTER },
    sees: 'Unexpected response from OpenTok: "{"message":"Too many requests"}"',
  },
  {
    name: 'rest-server-error',
    what: 'OpenTok fails',
    rule: { on: 'rest', status: 500, message: 'Internal error' },
    sees: 'Unexpected response from OpenTok: "{"message":"Internal error"}"',
  },
  {
    name: 'rest-unavailable',
    what: 'OpenTok is down',
    rule: { on: 'rest', status: 503 },
    sees: 'Unexpected response from OpenTok: "{"message":""}"',
  },
  {
    name: 'rest-malformed',
    what: 'The answer is no JSON',
    rule: { on: 'rest', body: '{"count":', headers: { 'Content-Type': 'application/json' } },
    sees: 'Unexpected end of JSON input',
  },
  {
    name: 'rest-reset',
    what: 'The connection breaks before the answer',
    rule: { on: 'rest', network: 'reset' },
    sees: 'request to http://localhost:9300/v2/project/123456/session/1_MX4xMjM0NTZ-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4/stream failed, reason: socket hang up',
  },
]

/** Faults of `session.connect()`, before its socket is opened. */
const SESSION_INFO: NamedFault[] = [
  {
    name: 'invalid-token',
    what: 'The token cannot be read',
    rule: { on: 'session.info', code: 400, message: 'Invalid token format' },
    sees: 'OT_INVALID_SESSION_ID 1005',
  },
  {
    name: 'token-expired',
    what: 'The token has expired',
    rule: { on: 'session.info', code: 403, message: 'Token expired' },
    sees: 'OT_AUTHENTICATION_ERROR 1004',
  },
  {
    name: 'invalid-session',
    what: 'There is no such session',
    rule: { on: 'session.info', code: 404, message: 'Session not found' },
    sees: 'OT_INVALID_SESSION_ID 1005',
  },
  {
    name: 'terms-of-service',
    what: 'The account broke the terms of service',
    rule: { on: 'session.info', code: 409, message: 'Terms of service' },
    sees: 'OT_TERMS_OF_SERVICE_FAILURE 1026',
  },
  {
    name: 'session-info-failed',
    what: 'OpenTok fails, and says so',
    rule: { on: 'session.info', code: 500, message: 'Internal error' },
    sees: 'OT_UNEXPECTED_SERVER_RESPONSE 2001',
  },
  {
    name: 'session-info-unknown-code',
    what: 'OpenTok answers with a code that the client does not know',
    rule: { on: 'session.info', code: 418, message: 'Unknown', times: THRICE },
    sees: 'OT_UNEXPECTED_ERROR_CODE 2001',
  },
  {
    name: 'session-info-unavailable',
    what: 'OpenTok is down, behind its load balancer',
    rule: { on: 'session.info', status: 503, times: THRICE },
    sees: 'OT_INVALID_HTTP_STATUS 2001',
  },
  {
    name: 'session-info-empty',
    what: 'The answer is empty',
    rule: { on: 'session.info', status: 200, times: THRICE },
    sees: 'OT_EMPTY_RESPONSE_BODY 1006',
  },
  {
    name: 'session-info-malformed',
    what: 'The answer is no JSON',
    rule: { on: 'session.info', body: '[{', times: THRICE },
    sees: 'OT_XDOMAIN_OR_PARSING_ERROR 2001',
  },
  {
    name: 'session-info-unreachable',
    what: 'There is no way to OpenTok',
    rule: { on: 'session.info', network: 'reset', times: THRICE },
    sees: 'OT_CONNECT_FAILED 1006',
  },
  {
    name: 'config-unreachable',
    what: 'The configuration service is down',
    rule: { on: 'config', network: 'reset' },
    sees: 'connects',
  },
  {
    name: 'config-slow',
    what: 'The configuration service takes a second',
    rule: { on: 'config', delay: '1s' },
    sees: 'connects',
  },
]

/** Faults of the messaging socket, and of the client's connection to the session. */
const SOCKET: NamedFault[] = [
  {
    name: 'socket-refused',
    what: 'The messaging socket closes as soon as it opens',
    rule: { on: 'socket', network: 'refuse', times: 'always' },
    sees: 'OT_UNEXPECTED_SERVER_RESPONSE 2001',
  },
  {
    name: 'socket-dropped',
    what: 'The messaging socket of a connected client breaks, once',
    rule: { on: 'socket', network: 'drop' },
    sees: 'sessionReconnecting, sessionReconnected',
  },
  {
    name: 'socket-no-pong',
    what: 'The sandbox answers no PING over this socket',
    rule: { on: 'socket', network: 'no-pong' },
    sees: 'sessionReconnecting, sessionReconnected',
  },
  {
    name: 'socket-silent',
    what: 'Nothing comes over this socket any more',
    rule: { on: 'socket', network: 'silent' },
    sees: 'sessionReconnecting, sessionReconnected',
  },
  {
    name: 'socket-half-open',
    what: 'Nothing goes over this socket any more, in either direction, and the other clients wait',
    rule: { on: 'socket', network: 'half-open' },
    sees: 'sessionReconnecting, sessionReconnected',
  },
  {
    name: 'connection-limit',
    what: 'The session has as many connections as it may have',
    rule: { on: 'connect', status: 409, reason: 'connectionLimitExceeded', times: THRICE },
    sees: 'OT_CONNECTION_LIMIT_EXCEEDED 1027',
  },
  {
    name: 'connect-refused',
    what: 'The messaging server refuses the token',
    rule: { on: 'connect', status: 403, reason: 'invalidToken', times: THRICE },
    sees: 'OT_CONNECT_FAILED 1006',
  },
  {
    name: 'connect-failed',
    what: 'The messaging server fails',
    rule: { on: 'connect', status: 500, reason: 'internalError', times: THRICE },
    sees: 'OT_UNEXPECTED_SERVER_RESPONSE 2001',
  },
  {
    name: 'connect-lost',
    what: 'The message with which a client connects is lost with its socket, once',
    rule: { on: 'connect', network: 'drop' },
    sees: 'connects',
  },
]

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

/** The faults that have a name. */
export const FAULT_CATALOGUE: readonly NamedFault[] = [
  ...CREATE,
  ...CREDENTIALS,
  ...REST,
  ...LIVE,
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
