import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts'
import { writeFilterGraph } from './filter-graph.ts'
import { FRAME_RATE } from './picture.ts'
import type { Timeline } from './timeline.ts'

/** How a composed archive is to be. */
export interface ComposedFormat {
  width: number
  height: number
  hasAudio: boolean
  hasVideo: boolean
  /** In bits per second. */
  maxBitrate?: number | undefined
  /** From 15, the best, to 40. */
  quantizationParameter?: number | undefined
}

/** How long composing may take: this many times what was recorded, and at least so many milliseconds. */
const MOST_TIMES = 10
const LEAST_LIMIT = 120_000

/**
 * Makes an MP4 of what was recorded, with H.264 and AAC.
 *
 * @param contents what the files have in them
 * @throws {Error} where there is no ffmpeg, or where it fails
 */
export async function compose(
  timeline: Timeline,
  format: ComposedFormat,
  contents: ReadonlyMap<string, { hasVideo: boolean; hasAudio: boolean }>,
  { cwd, output }: { cwd: string; output: string },
): Promise<void> {
  const span = { from: 0, to: timeline.duration }
  const { inputs, filter, outputs } = writeFilterGraph(timeline, { ...format, contents, span })
  await runFfmpeg(
    [
      ...inputs.flatMap((name) => ['-i', name]),
      '-filter_complex',
      filter,
      ...(outputs.video ? ['-map', outputs.video, ...encodeVideo(format)] : []),
      ...(outputs.audio ? ['-map', outputs.audio, '-c:a', 'aac', '-b:a', '96k', '-ac', '2'] : []),
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      output,
    ],
    { cwd, limit: Math.max(LEAST_LIMIT, timeline.duration * MOST_TIMES) },
  )
}

function encodeVideo({ maxBitrate, quantizationParameter }: ComposedFormat): string[] {
  const quality =
    quantizationParameter === undefined ? ['-crf', '23'] : ['-qp', String(Math.round(quantizationParameter))]
  const limit = maxBitrate === undefined ? [] : ['-maxrate', `${maxBitrate}`, '-bufsize', `${maxBitrate * 2}`]
  const keyframes = ['-r', `${FRAME_RATE}`, '-g', `${FRAME_RATE * 4}`]
  return ['-c:v', 'libx264', '-preset', 'veryfast', ...quality, ...limit, ...keyframes]
}
