import { type Canvas, FRAME_RATE, type Placed } from './picture.ts'
import { listScenes, type Timeline } from './timeline.ts'

/** What is composed. */
export interface Composing extends Canvas {
  hasAudio: boolean
  hasVideo: boolean
  /** Which files have a picture and which have a sound at all: a stream may have sent nothing. */
  contents: ReadonlyMap<string, { hasVideo: boolean; hasAudio: boolean }>
  /** Which part of the timeline, in milliseconds. */
  span: { from: number; to: number }
}

/** A graph of filters for ffmpeg: its inputs are the files of the tapes in their order. */
export interface FilterGraph {
  /** The names of the files. */
  inputs: string[]
  filter: string
  /** What comes out of it. */
  outputs: { video?: '[v]'; audio?: '[a]' }
}

/**
 * Composes what was recorded: the pictures over each other, as they are arranged from time to time, and the sounds
 * together (media facts §3.3).
 */
export function writeFilterGraph(timeline: Timeline, composing: Composing): FilterGraph {
  const inputs = timeline.tapes.map(({ filename }) => filename)
  const video = composing.hasVideo ? composeVideo(timeline, composing, inputs) : []
  const audio = composing.hasAudio ? composeAudio(timeline, composing, inputs) : []
  return {
    inputs,
    filter: [...video, ...audio].join(';'),
    outputs: {
      ...(composing.hasVideo && { video: '[v]' as const }),
      ...(composing.hasAudio && { audio: '[a]' as const }),
    },
  }
}

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3)

function composeVideo(timeline: Timeline, composing: Composing, inputs: readonly string[]): string[] {
  const { width, height, span, contents } = composing
  const scenes = listScenes(timeline, composing, span)
  /** Where a picture is, and when. */
  const uses = new Map<string, { placed: Placed; times: [from: number, to: number][]; layer: number }>()
  for (const { from, to, pictures } of scenes) {
    pictures.forEach((placed, layer) => {
      if (!contents.get(placed.id)?.hasVideo) return
      const key = JSON.stringify([placed, layer])
      const use = uses.get(key) ?? { placed, times: [], layer }
      use.times.push([from - span.from, to - span.from])
      uses.set(key, use)
    })
  }
  const duration = seconds(span.to - span.from)
  const parts = [`color=black:s=${width}x${height}:r=${FRAME_RATE}:d=${duration}[base]`]
  const drawn = [...uses.values()].sort((a, b) => a.layer - b.layer)
  const copies = new Map<string, string[]>()
  drawn.forEach(({ placed }, i) => {
    copies.set(placed.id, [...(copies.get(placed.id) ?? []), `p${i}`])
  })
  for (const [id, labels] of copies) {
    const index = inputs.indexOf(id)
    const start = (timeline.tapes[index]?.start ?? 0) - span.from
    const split = labels.length > 1 ? `,split=${labels.length}` : ''
    parts.push(
      `[${index}:v]setpts=PTS+${seconds(start)}/TB,fps=${FRAME_RATE}${split}${labels.map((label) => `[${label}]`).join('')}`,
    )
  }
  let below = 'base'
  drawn.forEach(({ placed, times }, i) => {
    parts.push(`[p${i}]${fit(placed)}[s${i}]`)
    const enable = times.map(([from, to]) => `gte(t,${seconds(from)})*lt(t,${seconds(to)})`).join('+')
    parts.push(`[${below}][s${i}]overlay=${placed.x}:${placed.y}:eof_action=pass:enable='${enable}'[o${i}]`)
    below = `o${i}`
  })
  parts.push(`[${below}]trim=duration=${duration},format=yuv420p[v]`)
  return parts
}

function fit({ width, height, fit: how }: Placed): string {
  const size = `${width}:${height}`
  return how === 'cover'
    ? `scale=${size}:force_original_aspect_ratio=increase,crop=${size},setsar=1`
    : `scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:(ow-iw)/2:(oh-ih)/2,setsar=1`
}

function composeAudio(timeline: Timeline, composing: Composing, inputs: readonly string[]): string[] {
  const { span, contents } = composing
  const duration = seconds(span.to - span.from)
  const parts: string[] = []
  const heard: string[] = []
  for (const tape of timeline.tapes) {
    if (!contents.get(tape.filename)?.hasAudio) continue
    const end = tape.end ?? timeline.duration
    const spans = tape.changes
      .map(({ at, hasAudio }, i) => ({ hasAudio, from: at, to: tape.changes[i + 1]?.at ?? end }))
      .filter(({ hasAudio, from, to }) => hasAudio && to > span.from && from < span.to)
    if (spans.length === 0) continue
    const start = tape.start - span.from
    const label = `a${heard.length}`
    const loud = spans
      .map(({ from, to }) => `gte(t,${seconds(from - span.from)})*lt(t,${seconds(to - span.from)})`)
      .join('+')
    const isWhole = spans.length === tape.changes.length
    const mute = isWhole ? '' : `,volume='${loud}':eval=frame`
    // What begins before the span is cut, what begins within it waits; a pause in the sound stays one.
    parts.push(
      `[${inputs.indexOf(tape.filename)}:a]aresample=48000:async=1:first_pts=0,asetpts=PTS+${seconds(start)}/TB${mute},aresample=async=1:first_pts=0,atrim=0:${duration},asetpts=N/SR/TB[${label}]`,
    )
    heard.push(`[${label}]`)
  }
  const silence = `anullsrc=r=48000:cl=stereo,atrim=duration=${duration}[silence]`
  return [
    silence,
    ...parts,
    `[silence]${heard.join('')}amix=inputs=${heard.length + 1}:normalize=0:duration=first[a]`,
  ]
}
