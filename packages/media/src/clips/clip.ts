import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Kind } from '../router/packet.ts'
import { readFrames } from '../webm/read-frames.ts'

/** The frames of one kind, which are played over and over. */
export interface ClipTrack {
  /** One frame after another; each takes the same time. */
  frames: readonly Buffer[]
  /** How long a frame takes, in milliseconds. */
  interval: number
}

/** A moving picture and a tone. The first frame of the picture is its only keyframe. */
export type Clip = ReadonlyMap<Kind, ClipTrack>

/** The clips that the package has; clips/make.sh made them. */
const NAMES = ['test-card', 'fractal', 'cells', 'colours']

/** 15 pictures a second; opus packets have 20 ms. */
const INTERVALS: Readonly<Record<Kind, number>> = { video: 1000 / 15, audio: 20 }

const loaded = new Map<string, Clip>()

/** The clip of a participant: as many differ as there are clips. */
export function chooseClip(number: number): Clip {
  const name = NAMES[number % NAMES.length] ?? ''
  const known = loaded.get(name)
  if (known) return known
  const file = readFileSync(fileURLToPath(new URL(`../../clips/${name}.webm`, import.meta.url)))
  const frames = readFrames(file)
  const clip = new Map<Kind, ClipTrack>()
  for (const kind of ['video', 'audio'] as const) {
    const own = frames.filter((frame) => frame.kind === kind).map(({ data }) => data)
    // The last packet of opus is padding, which clicks.
    clip.set(kind, { frames: kind === 'audio' ? own.slice(0, -1) : own, interval: INTERVALS[kind] })
  }
  loaded.set(name, clip)
  return clip
}
