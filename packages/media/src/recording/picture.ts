/** A picture that is to be arranged with others. */
export interface Picture {
  id: string
  /** `camera`, `screen` or `custom`. */
  videoType: string
  /** The layout classes of its stream. */
  classes: readonly string[]
}

/** Where a picture is, in pixels. */
export interface Placed {
  id: string
  x: number
  y: number
  width: number
  height: number
  /** Whether the whole picture is shown, or the rectangle is filled. */
  fit: 'contain' | 'cover'
}

/** The size of what is composed. */
export interface Canvas {
  width: number
  height: number
}

/** Encoders want even numbers of pixels. */
export const even = (value: number) => Math.max(0, 2 * Math.round(value / 2))

/** How many pictures a second a composition has. */
export const FRAME_RATE = 25
