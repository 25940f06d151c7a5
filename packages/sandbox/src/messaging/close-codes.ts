/**
 * WebSocket close codes (RFC 6455 §7.4.1). A page that goes away does not come back; with 1003 the client does not try
 * to.
 */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  doNotReconnect: 1003,
  /** Never sent: how a socket ends that nobody closes. */
  abnormal: 1006,
  internalError: 1011,
} as const
