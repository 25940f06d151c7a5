import type { NamedFault } from './named-fault.ts'

/** The client asks three times before it gives up. */
const THRICE = 3

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

/** Faults that a client meets when it connects, and while it is connected. */
export const CONNECTION_FAULTS: readonly NamedFault[] = [...SESSION_INFO, ...SOCKET]
