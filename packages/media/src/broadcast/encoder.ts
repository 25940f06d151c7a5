import type { ChildProcess } from 'node:child_process'
import type { BroadcastPlan } from '@opentok-sandbox/sandbox'
import { startFfmpeg } from '../ffmpeg/start-ffmpeg.ts'
import { FRAME_RATE } from '../recording/picture.ts'
import type { Output } from './outputs.ts'

/** In which form a picture and a sound are handed to the encoder. */
export const PICTURE = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-r', `${FRAME_RATE}`]
export const SOUND = ['-f', 's16le', '-ar', '48000', '-ac', '2']

/** Its inputs are raw: nothing has to be found out about one while the other waits. */
const RAW = ['-probesize', '32', '-analyzeduration', '0', '-thread_queue_size', '512']

/**
 * Starts what encodes a broadcast from its beginning to its end: the picture goes into pipe 3, the sound into pipe 4.
 *
 * @param part how long a part is, in milliseconds: each begins with a keyframe
 */
export function startEncoder(
  { resolution, maxBitrate, hasAudio, hasVideo }: BroadcastPlan,
  {
    cwd,
    part,
    outputs,
    onEnd,
  }: { cwd: string; part: number; outputs: readonly Output[]; onEnd(problem: string | undefined): void },
): ChildProcess {
  const keyframes = String((FRAME_RATE * part) / 1000)
  const encoder = startFfmpeg(
    [
      ...(hasVideo ? [...RAW, ...PICTURE, '-s', resolution, '-i', 'pipe:3'] : []),
      ...(hasAudio ? [...RAW, ...SOUND, '-i', 'pipe:4'] : []),
      ...(hasVideo
        ? [
            ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
            ...['-b:v', `${maxBitrate}`, '-maxrate', `${maxBitrate}`, '-bufsize', `${maxBitrate * 2}`],
            ...['-g', keyframes, '-keyint_min', keyframes, '-sc_threshold', '0', '-bf', '0'],
          ]
        : []),
      ...(hasAudio ? ['-c:a', 'aac', '-b:a', '128k'] : []),
      ...['-flush_packets', '1', '-f', 'mpegts', 'pipe:1'],
    ],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      onEnd(problem) {
        for (const output of outputs) output.end()
        onEnd(problem)
      },
    },
  )
  encoder.stdout?.on('data', (bytes: Buffer) => {
    for (const output of outputs) output.write(bytes)
  })
  return encoder
}
