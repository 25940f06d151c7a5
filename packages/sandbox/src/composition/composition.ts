import { ARCHIVE_RESOLUTIONS, type ArchiveResolution } from '@opentok-sandbox/core'

/** The pictures that archives, broadcasts and Experience Composers can have (platform facts §3.1). */
export const RESOLUTIONS = ARCHIVE_RESOLUTIONS

/** @see {@link RESOLUTIONS} */
export type Resolution = ArchiveResolution

/** How several streams are arranged in one picture. */
export const LAYOUT_TYPES = [
  'bestFit',
  'pip',
  'verticalPresentation',
  'horizontalPresentation',
  'custom',
] as const

/** @see {@link LAYOUT_TYPES} */
export type LayoutType = (typeof LAYOUT_TYPES)[number]

/** A layout as it was asked for. */
export interface Layout {
  type: LayoutType
  /** CSS, for `custom` alone. */
  stylesheet?: string | undefined
  /** The layout while a screen is shared, for `bestFit` alone. */
  screenshareType?: Exclude<LayoutType, 'custom'> | undefined
}

/** Whether all streams are in, or only those that are added one by one. */
export type StreamMode = 'auto' | 'manual'

/** What is taken of a stream. */
export interface StreamMedia {
  hasAudio: boolean
  hasVideo: boolean
}

/** What an archive and a broadcast have in common: which media they take, and how they look. */
export interface Composition extends StreamMedia {
  streamMode: StreamMode
  resolution: Resolution
  layout: Layout
}
