import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type {
  Broadcasting,
  BroadcastNews,
  BroadcastPlan,
  Layout,
  Stream,
  StreamMedia,
} from '@opentok-sandbox/sandbox'
import { FFMPEG_MISSING, hasEnded, limitFarewell, startFfmpeg } from '../ffmpeg/start-ffmpeg.ts'
import type { Timeline } from '../recording/timeline.ts'
import type { StreamSources } from '../stream-sources.ts'
import { PICTURE, SOUND, startEncoder } from './encoder.ts'
import { LiveTape } from './live-tape.ts'
import { createHls, createRtmp, type Output } from './outputs.ts'

/** How long a part is that is composed at once, in milliseconds. */
const PART = 2000
const SHORT_PART = 1000

/** How long after its end a part is composed, in milliseconds: what is late comes by then. */
const LAG = 500

const NO_MEDIA =
  'No media passes through the OpenTok Sandbox: that of the streams goes directly between the clients'

/** How many parts may wait: a machine that is too slow leaves some out. */
const MOST_WAITING = 3

/**
 * Composes streams live: in parts of two seconds, each as a part of a composed archive, into one encoder that runs from the
 * beginning to the end. A client that joins, leaves or is silent does not stop it.
 */
export class LiveBroadcast implements Broadcasting {
  readonly #plan: BroadcastPlan
  readonly #folder: string
  readonly #sources: StreamSources
  readonly #report: (news: BroadcastNews) => void
  readonly #tapes = new Map<string, LiveTape>()
  /** Also those that have ended within the part that is not composed yet. */
  #all: LiveTape[] = []
  readonly #layouts: Timeline['layouts']
  readonly #begun = performance.now()
  readonly #part: number
  readonly #outputs: Output[]
  readonly #encoder: ChildProcess
  readonly #timer: ReturnType<typeof setInterval>
  /** Streams whose media does not pass here. */
  readonly #missing = new Set<string>()
  #hasFailed = false
  #composed = 0
  #work: Promise<void> = Promise.resolve()
  #waiting = 0
  #isOver = false

  constructor(
    plan: BroadcastPlan,
    folder: string,
    sources: StreamSources,
    report: (news: BroadcastNews) => void,
  ) {
    this.#plan = plan
    this.#folder = folder
    this.#sources = sources
    this.#report = (news) => {
      if (!this.#hasFailed) report(news)
    }
    this.#layouts = [{ at: 0, layout: plan.layout }]
    this.#part = plan.hls?.lowLatency ? SHORT_PART : PART
    mkdirSync(folder, { recursive: true })
    this.#outputs = [
      ...(plan.hls ? [createHls(folder, plan.hls, this.#report)] : []),
      ...plan.rtmp.map((output) => createRtmp(folder, output, this.#report)),
    ]
    this.#encoder = startEncoder(plan, {
      cwd: folder,
      part: this.#part,
      outputs: this.#outputs,
      onEnd: (problem) => {
        if (problem && !this.#isOver) this.#fail(problem)
      },
    })
    this.#timer = setInterval(() => this.#next(), this.#part / 4)
  }

  include(stream: Stream, { hasAudio, hasVideo }: StreamMedia): void {
    const at = this.#now()
    const change = { at, hasAudio, hasVideo, classes: [...stream.layoutClassList] }
    const known = this.#tapes.get(stream.id)
    if (known) {
      known.tape.changes.push(change)
      return
    }
    const source = this.#sources.get(stream.id)
    if (source === undefined) {
      this.#missing.add(stream.id)
      return
    }
    const tape = new LiveTape(
      {
        filename: `${this.#all.length}-${Math.round(at)}.webm`,
        streamId: stream.id,
        connectionData: '',
        videoType: stream.videoType ?? 'camera',
        name: stream.name,
        start: at,
        changes: [change],
      },
      source,
      () => this.#now(),
    )
    this.#tapes.set(stream.id, tape)
    this.#all.push(tape)
  }

  exclude(stream: Stream): void {
    this.#tapes.get(stream.id)?.end(this.#now())
    this.#tapes.delete(stream.id)
    this.#missing.delete(stream.id)
  }

  setLayout(layout: Layout): void {
    this.#layouts.push({ at: this.#now(), layout })
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#timer)
    for (const tape of this.#all) tape.end(this.#now())
    limitFarewell(this.#encoder)
    // What is being composed is still sent.
    void this.#work.then(() => {
      for (const pipe of [3, 4]) (this.#encoder.stdio[pipe] as NodeJS.WritableStream | null)?.end()
    })
  }

  #now(): number {
    return performance.now() - this.#begun
  }

  #fail(reason: string): void {
    clearInterval(this.#timer)
    if (this.#plan.hls) this.#report({ hls: 'error', reason })
    for (const { id } of this.#plan.rtmp) this.#report({ rtmp: { id, status: 'error' }, reason })
    this.#hasFailed = true
    // Its outputs end with it.
    this.#encoder.kill('SIGKILL')
  }

  #next(): void {
    const from = this.#composed
    const to = from + this.#part
    if (this.#now() < to + LAG) return
    // A black film would pass for theirs.
    if (this.#all.length === 0 && this.#missing.size > 0) {
      this.#fail(NO_MEDIA)
      return
    }
    this.#composed = to
    // The next part begins with a picture of its own, as far as a publisher can be asked for one.
    for (const tape of this.#tapes.values()) tape.requestKeyframe()
    if (this.#waiting >= MOST_WAITING) return
    this.#waiting++
    this.#work = this.#work
      .then(() => this.#compose({ from, to }))
      .catch((error: Error) => {
        if (error.message === FFMPEG_MISSING) this.#fail(error.message)
        else if (!hasEnded(this.#encoder)) this.#report({ reason: error.message })
      })
      .finally(() => {
        this.#waiting--
      })
  }

  async #compose(span: { from: number; to: number }): Promise<void> {
    if (hasEnded(this.#encoder)) return
    this.#all = this.#all.filter(({ tape }) => (tape.end ?? span.to) > span.from)
    const parts = []
    for (const tape of this.#all) {
      const part = tape.tape.start < span.to ? await tape.write(this.#folder, span) : undefined
      if (part) parts.push(part)
    }
    const { resolution, hasAudio, hasVideo } = this.#plan
    const [width = 640, height = 480] = resolution.split('x').map(Number)
    const timeline = { tapes: parts.map(({ tape }) => tape), layouts: this.#layouts, duration: span.to }
    const contents = new Map(parts.map((part) => [part.tape.filename, part]))
    // Only now: it takes as long to load as all the rest.
    const { writeFilterGraph } = await import('../recording/filter-graph.ts')
    const graph = writeFilterGraph(timeline, { width, height, hasAudio, hasVideo, contents, span })
    const { inputs, filter, outputs } = graph
    try {
      await this.#pump([
        ...inputs.flatMap((name) => ['-i', name]),
        ...['-filter_complex', filter],
        ...(outputs.video ? ['-map', outputs.video, ...PICTURE, 'pipe:3'] : []),
        ...(outputs.audio ? ['-map', outputs.audio, ...SOUND, 'pipe:4'] : []),
      ])
    } finally {
      await Promise.all(inputs.map((name) => rm(join(this.#folder, name), { force: true })))
    }
  }

  /** Composes a part, and hands it to the encoder while it comes. */
  async #pump(options: readonly string[]): Promise<void> {
    let end: (problem: string | undefined) => void = () => {}
    const ended = new Promise<string | undefined>((resolve) => {
      end = resolve
    })
    const child = startFfmpeg(options, {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      onEnd: end,
    })
    const picture = child.stdio[3] as Readable
    const isPassed = once(picture, 'close')
    // Nobody takes the picture then.
    const stop = () => {
      picture.unpipe().resume()
      child.kill('SIGKILL')
    }
    this.#encoder.once('exit', stop)
    picture.pipe(this.#encoder.stdio[3] as Writable, { end: false })
    // Sound is not held up: the encoder may want more of the picture before it takes more of it, which comes after it.
    child.stdio[4]?.on('data', (samples: Buffer) => (this.#encoder.stdio[4] as Writable).write(samples))
    const problem = await ended
    await isPassed
    this.#encoder.off('exit', stop)
    if (problem) throw new Error(problem)
  }
}
