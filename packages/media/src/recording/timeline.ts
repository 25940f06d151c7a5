import type { Layout } from '@opentok-sandbox/sandbox'
import type { Canvas, Placed } from './picture.ts'
import { arrange } from './rectangles.ts'

/** One stream, from when it was included until it was excluded, as its file has it. */
export interface Tape {
  /** The name of its file. */
  filename: string
  streamId: string
  connectionData: string
  videoType: string
  name: string
  /** From the beginning of the archive, pauses not counted, in milliseconds. */
  start: number
  /** `undefined` while it is being recorded. */
  end?: number | undefined
  /** What is taken of it, from when on. */
  changes: { at: number; hasAudio: boolean; hasVideo: boolean; classes: string[] }[]
}

/** What was recorded; plain data, that is kept beside the files. */
export interface Timeline {
  tapes: Tape[]
  layouts: { at: number; layout: Layout }[]
  /** How much was recorded, in milliseconds. */
  duration: number
}

/** How pictures are arranged in a span of time. */
export interface Scene {
  /** In milliseconds. */
  from: number
  to: number
  /** By the names of their files; those that are drawn first come first. */
  pictures: Placed[]
}

/** How many pictures can be composed at once (platform facts §3.3). */
export const MOST_PICTURES = 16

/** What of a tape is taken at a time. */
export function stateAt(tape: Tape, time: number): Tape['changes'][number] | undefined {
  if (time < tape.start || (tape.end !== undefined && time >= tape.end)) return undefined
  return tape.changes.findLast(({ at }) => at <= time)
}

/**
 * The arrangement of a recording, span by span.
 *
 * @param span which part of it, in milliseconds. @default all of it
 */
export function listScenes(
  { tapes, layouts, duration }: Timeline,
  canvas: Canvas,
  span: { from: number; to: number } = { from: 0, to: duration },
): Scene[] {
  const moments = [
    ...tapes.flatMap(({ start, end, changes }) => [start, end ?? duration, ...changes.map(({ at }) => at)]),
    ...layouts.map(({ at }) => at),
  ].filter((moment) => moment > span.from && moment < span.to)
  const times = [...new Set([span.from, ...moments, span.to])].sort((a, b) => a - b)
  const scenes: Scene[] = []
  times.slice(0, -1).forEach((from, i) => {
    const to = times[i + 1] ?? span.to
    const layout = layouts.findLast(({ at }) => at <= from)?.layout ?? { type: 'bestFit' }
    const present = tapes.flatMap((tape) => {
      const state = stateAt(tape, from)
      return state?.hasVideo ? [{ id: tape.filename, videoType: tape.videoType, classes: state.classes }] : []
    })
    const pictures = arrange(present.slice(0, MOST_PICTURES), canvas, layout)
    const last = scenes.at(-1)
    if (last && JSON.stringify(last.pictures) === JSON.stringify(pictures)) last.to = to
    else scenes.push({ from, to, pictures })
  })
  return scenes
}
