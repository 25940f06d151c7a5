/** The properties of a channel that clients understand; all others are dropped (messaging facts §3.2). */
const KEYS = {
  active: 'boolean',
  disableWarning: 'boolean',
  frameRate: 'number',
  width: 'number',
  height: 'number',
  orientation: 'number',
  fitMode: 'string',
  source: 'string',
} as const

/** One part of a stream: its sound, its picture, or data such as captions. */
export interface Channel {
  readonly id: string
  readonly type: 'audio' | 'video' | 'data'
  /** Its properties, by the names of the wire. */
  readonly properties: Map<string, unknown>
}

/** Reads the properties of a channel that clients understand and that have the right type. */
export function readProperties(content: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const known = Object.entries(KEYS).filter(
    ([key, type]) => typeof content[key] === type && String(content[key]).length < 64,
  )
  return new Map(known.map(([key]) => [key, content[key]]))
}

/** Reads a channel of a new stream; `undefined` if it is not one. */
export function readChannel(value: unknown): Channel | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, type, ...content } = value as Record<string, unknown>
  if (typeof id !== 'string' || id === '' || id.length > 64) return undefined
  if (type !== 'audio' && type !== 'video' && type !== 'data') return undefined
  return { id, type, properties: readProperties(content) }
}

/**
 * Updates the properties of a channel.
 *
 * @returns those that have changed: clients raise an event for each property that they are sent
 */
export function updateChannel(channel: Channel, news: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const changes = [...news].filter(([key, value]) => channel.properties.get(key) !== value)
  for (const [key, value] of changes) channel.properties.set(key, value)
  return Object.fromEntries(changes)
}
