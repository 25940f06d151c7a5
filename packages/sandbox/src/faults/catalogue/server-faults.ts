import type { NamedFault } from './named-fault.ts'

const RETRY_AFTER = { 'Retry-After': '5' }

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

/** Faults that a server SDK meets. */
export const SERVER_FAULTS: readonly NamedFault[] = [...CREATE, ...CREDENTIALS, ...REST, ...LIVE]
