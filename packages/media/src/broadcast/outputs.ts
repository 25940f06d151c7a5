import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { BroadcastNews, BroadcastPlan, RtmpOutput } from '@opentok-sandbox/sandbox'
import { limitFarewell, startFfmpeg } from '../ffmpeg/start-ffmpeg.ts'

/** What the composed stream goes to: the same bytes to each. */
export interface Output {
  write(bytes: Buffer): void
  end(): void
}

/** How much an output may be behind, in bytes; an RTMP server that takes no more gets no more. */
const MOST_BEHIND = 32 * 1024 * 1024

/** How many segments a playlist has that cannot be rewound; each has two seconds. */
const LIVE_SEGMENTS = 10

/** How many segments a player wants before it begins. */
const FIRST_SEGMENTS = 3

/** The name of a playlist. */
export const PLAYLIST = 'playlist.m3u8'

/** Writes HLS into a folder. */
export function createHls(
  folder: string,
  { dvr, lowLatency }: NonNullable<BroadcastPlan['hls']>,
  report: (news: BroadcastNews) => void,
): Output {
  report({ hls: 'ready' })
  const child = startFfmpeg(
    [
      ...['-f', 'mpegts', '-i', 'pipe:0', '-c', 'copy', '-f', 'hls'],
      ...['-hls_time', lowLatency ? '1' : '2', '-hls_list_size', String(dvr ? 0 : LIVE_SEGMENTS)],
      // Nobody reads half of a file.
      ...['-hls_flags', `independent_segments+temp_file${dvr ? '' : '+delete_segments'}`],
      ...['-hls_segment_filename', 'segment%05d.ts', PLAYLIST],
    ],
    {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      onEnd(problem) {
        watcher.close()
        if (problem) report({ hls: 'error', reason: problem })
      },
    },
  )
  const watcher = watch(folder, () => {
    if (countSegments(join(folder, PLAYLIST)) < FIRST_SEGMENTS) return
    watcher.close()
    report({ hls: 'live' })
  })
  watcher.on('error', () => {})
  return pipeTo(child)
}

function countSegments(path: string): number {
  return existsSync(path) ? (readFileSync(path, 'utf8').match(/^segment/gm) ?? []).length : 0
}

/** Pushes to an RTMP server. */
export function createRtmp(
  folder: string,
  { id, serverUrl, streamName }: RtmpOutput,
  report: (news: BroadcastNews) => void,
): Output {
  let isLive = false
  let isEnding = false
  const child = startFfmpeg(
    [
      ...['-f', 'mpegts', '-i', 'pipe:0', '-c', 'copy', '-bsf:a', 'aac_adtstoasc'],
      ...['-progress', 'pipe:1', '-f', 'flv', `${serverUrl.replace(/\/$/, '')}/${streamName}`],
    ],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      onEnd(problem) {
        if (isEnding) return
        // The address can have the key of a channel.
        const reason = `RTMP output ${id}: ${(problem ?? 'it ended').replaceAll(streamName, '[stream]')}`
        report({ rtmp: { id, status: isLive ? 'offline' : 'error' }, reason })
      },
    },
  )
  child.stdout?.on('data', (text: Buffer) => {
    const size = /total_size=(\d+)/.exec(String(text))?.[1]
    if (isLive || !(Number(size) > 0)) return
    isLive = true
    report({ rtmp: { id, status: 'live' } })
  })
  const output = pipeTo(child)
  return {
    ...output,
    end() {
      isEnding = true
      output.end()
    },
  }
}

function pipeTo(child: ChildProcess): Output {
  const input = child.stdin as Writable
  return {
    write(bytes) {
      if (input.writable && input.writableLength < MOST_BEHIND) input.write(bytes)
    },
    end() {
      input.end()
      limitFarewell(child)
    },
  }
}
