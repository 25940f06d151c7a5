import {
  type Composition,
  LAYOUT_TYPES,
  type Layout,
  RESOLUTIONS,
  type StreamMedia,
} from '../composition/composition.ts'
import { Refusal } from '../refusal.ts'
import { Fields } from './fields.ts'

/** How long a stylesheet can be, in characters. */
const LONGEST_STYLESHEET = 64 * 1024

/** The limits of a bitrate, in bits per second (platform facts §3.1). */
export const BITRATE = { least: 100_000, most: 6_000_000 }

/**
 * What archives and broadcasts have in common (platform facts §3.1 and §4.1).
 *
 * @throws {Refusal} 400
 */
export function readComposition(fields: Fields): Composition {
  const media = readMedia(fields)
  const streamMode = fields.oneOf('streamMode', ['auto', 'manual']) ?? 'auto'
  const resolution = fields.oneOf('resolution', RESOLUTIONS) ?? '640x480'
  return { ...media, streamMode, resolution, layout: readLayoutField(fields) }
}

/** @throws {Refusal} 400 where neither is wanted */
export function readMedia(fields: Fields): StreamMedia {
  const hasAudio = fields.boolean('hasAudio', true)
  const hasVideo = fields.boolean('hasVideo', true)
  if (!hasAudio && !hasVideo) throw fields.invalid('hasVideo', 'or hasAudio must be true')
  return { hasAudio, hasVideo }
}

/** How SDKs spell it (platform facts §2). */
const SPELLINGS = ['screenshareType', 'screenshare_type', 'screensharetype']

/** A layout is an object, or its type alone. */
function readLayoutField(fields: Fields): Layout {
  const value = fields.raw('layout')
  if (typeof value === 'string') return readLayout(new Fields({ type: value }, 'layout.'))
  const layout = fields.object('layout')
  return layout ? readLayout(layout) : { type: 'bestFit' }
}

/**
 * Reads a layout.
 *
 * @throws {Refusal} 400
 */
export function readLayout(fields: Fields): Layout {
  const type = fields.oneOf('type', LAYOUT_TYPES) ?? 'bestFit'
  const stylesheet = fields.text('stylesheet', { longest: LONGEST_STYLESHEET })
  if (type === 'custom' && stylesheet === undefined)
    throw fields.invalid('stylesheet', 'is required with the type custom')
  if (type !== 'custom' && stylesheet !== undefined)
    throw fields.invalid('stylesheet', 'is allowed only with the type custom')
  const name = SPELLINGS.find((spelling) => fields.has(spelling))
  if (name === undefined) return { type, ...(stylesheet !== undefined && { stylesheet }) }
  const screenshareType = fields.oneOf(name, LAYOUT_TYPES)
  if (screenshareType === 'custom') throw fields.invalid(name, 'cannot be custom')
  if (type !== 'bestFit') throw fields.invalid(name, 'is allowed only with the type bestFit')
  return { type, screenshareType }
}

/** What `PATCH …/streams` asks for. */
export type StreamChange = ({ add: string } & StreamMedia) | { remove: string }

/** @throws {Refusal} 400 */
export function readStreamChange(fields: Fields): StreamChange {
  const add = fields.text('addStream')
  const remove = fields.text('removeStream')
  if ((add === undefined) === (remove === undefined)) {
    throw new Refusal(400, 'Invalid stream', 'The body must have either addStream or removeStream')
  }
  return add === undefined ? { remove: remove ?? '' } : { add, ...readMedia(fields) }
}
