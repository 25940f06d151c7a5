/** The points of the REST API where a fault can be injected. */
const REST_POINTS = ['session.create', 'session.info', 'config', 'logging', 'rest'] as const

/** The messages of a client that can fail. */
const MESSAGE_POINTS = ['connect', 'signal', 'publish', 'subscribe'] as const

/**
 * Where a fault can be injected: in a request to the REST API (`rest` is every path below `/v2`), in a messaging socket,
 * in a message of a client, in a message to a client (`message`), in the negotiation of media, and in a fake camera or
 * microphone (`device`).
 */
export const FAULT_POINTS = [
  ...REST_POINTS,
  'socket',
  ...MESSAGE_POINTS,
  'message',
  'media',
  'device',
] as const

/** @see {@link FAULT_POINTS} */
export type FaultPoint = (typeof FAULT_POINTS)[number]

const REST_NETWORK = ['reset', 'hang', 'truncated', 'slow', 'endless'] as const
const MESSAGE_NETWORK = ['lost', 'drop'] as const

/**
 * What the network can do at each point; `network: true` is the first of them.
 *
 * - Requests: the connection is `reset`, the answer never comes (`hang`), is `truncated`, comes `slow`, or is `endless`.
 * - `socket`: it is refused (`refuse`) just after it was opened; from its opening or its next PING on, it sends no PONG
 *   (`no-pong`), nothing at all (`silent`), or also hears nothing (`half-open`); or it is dropped then (`drop`).
 * - Messages of a client: one is `lost`, so that no answer comes; or it takes the socket with it (`drop`).
 * - `message`: one to a client is `lost`, `doubled`, `reordered` (it comes after the next one), or takes the socket with
 *   it (`drop`). One that is late has a `delay`.
 * - `media`: ICE connects to nothing (`never`), or candidates are `lost`.
 */
export const NETWORK_FAULTS = {
  'session.create': REST_NETWORK,
  'session.info': REST_NETWORK,
  config: REST_NETWORK,
  logging: REST_NETWORK,
  rest: REST_NETWORK,
  socket: ['refuse', 'drop', 'no-pong', 'silent', 'half-open'],
  connect: MESSAGE_NETWORK,
  signal: MESSAGE_NETWORK,
  publish: MESSAGE_NETWORK,
  subscribe: MESSAGE_NETWORK,
  message: ['lost', 'doubled', 'reordered', 'drop'],
  media: ['never', 'lost'],
  device: [],
} as const satisfies Record<FaultPoint, readonly string[]>

/** @see {@link NETWORK_FAULTS} */
export type NetworkFault = (typeof NETWORK_FAULTS)[FaultPoint][number]

const isOneOf = (point: FaultPoint, points: readonly FaultPoint[]) => points.includes(point)

/** The parts of a rule that mean something at a point, besides those that mean something everywhere. */
export function partsAt(point: FaultPoint): readonly string[] {
  if (isOneOf(point, REST_POINTS)) {
    const code = point === 'session.info' ? ['code'] : []
    return ['status', 'message', 'body', 'headers', 'network', 'delay', ...code]
  }
  if (isOneOf(point, MESSAGE_POINTS)) return ['status', 'reason', 'network', 'delay']
  if (point === 'message') return ['network', 'delay']
  if (point === 'device') return ['reason', 'delay']
  return ['network']
}

/** The parts of `where` that mean something at a point, besides those that mean something everywhere. */
export function scopeAt(point: FaultPoint): readonly string[] {
  if (isOneOf(point, REST_POINTS)) return ['path']
  return point === 'message' ? ['message'] : []
}

/** What clients are told, by method and resource (messaging facts §3.2): what `where.message` can be. */
export const MESSAGES_TO_CLIENTS: readonly string[] = [
  'created connection',
  'deleted connection',
  'created stream',
  'deleted stream',
  'updated stream/channel',
  'update stream',
  'update',
  'signal signal',
  'data stream/channel/data',
  'generateoffer stream/subscriber',
  'offer stream/subscriber',
  'answer stream/subscriber',
  'pranswer stream/subscriber',
  'candidate stream/subscriber',
  'deleted stream/subscriber',
  'generateoffer stream',
  'answer stream',
  'candidate stream',
  'created archive',
  'updated archive',
]
