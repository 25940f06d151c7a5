import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type {
  ArchiveFile,
  Layout,
  Recording,
  RecordingPlan,
  Stream,
  StreamMedia,
} from '@opentok-sandbox/sandbox'
import type { StreamSources } from '../stream-sources.ts'
import type { WebmContents } from '../webm/finish-webm.ts'
import { DRAFT, type Draft, finishArchive, writeWhole } from './finish-archive.ts'
import { RECORDED_CODECS } from './frame-tap.ts'
import { StreamTape } from './stream-tape.ts'
import type { Tape } from './timeline.ts'

/** How long the first picture of a stream may take to come, in milliseconds. */
const FIRST_PICTURE = 1500

/** How much is recorded at least, in milliseconds. */
const LEAST_DURATION = 600

/** What a recorder needs. */
export interface RecorderParts {
  sources: StreamSources
  log(message: string): void
  /** Is called when it records no more. */
  onEnd(): void
}

/** Records one archive into a folder of its own. */
export class ArchiveRecorder implements Recording {
  readonly #plan: RecordingPlan
  readonly #folder: string
  readonly #sources: StreamSources
  readonly #tapes = new Map<string, StreamTape>()
  readonly #all: StreamTape[] = []
  readonly #draft: Draft
  readonly #ready: Promise<void>
  readonly #log: RecorderParts['log']
  readonly #onEnd: () => void
  #saving: Promise<void>
  /** For how long it has recorded before it went on, and when that was. */
  #recorded = 0
  #resumedAt: number | undefined

  constructor(plan: RecordingPlan, folder: string, { sources, log, onEnd }: RecorderParts) {
    this.#plan = plan
    this.#folder = folder
    this.#sources = sources
    this.#log = log
    this.#onEnd = onEnd
    this.#draft = {
      plan,
      hasAudio: plan.hasAudio,
      hasVideo: plan.hasVideo,
      timeline: { tapes: [], layouts: [{ at: 0, layout: plan.layout }], duration: 0 },
    }
    this.#ready = mkdir(folder, { recursive: true }).then(() => {})
    this.#ready.catch(() => {})
    this.#saving = this.#ready
    this.#resumedAt = performance.now()
  }

  include(stream: Stream, { hasAudio, hasVideo }: StreamMedia): void {
    const known = this.#tapes.get(stream.id)
    const change = { at: this.#now(), hasAudio, hasVideo, classes: [...stream.layoutClassList] }
    if (known) {
      known.tape.changes.push(change)
      this.#save()
      return
    }
    const source = this.#sources.get(stream.id)
    if (source === undefined) {
      this.#log(`The stream ${stream.id} is not recorded: its media does not pass through the router`)
      return
    }
    const codec = source.codecs.get('video')?.mimeType.toLowerCase()
    if (codec !== undefined && codec !== RECORDED_CODECS.video)
      this.#log(`The picture of the stream ${stream.id} is not recorded: it is ${codec}, and not VP8`)
    const times = this.#all.filter(({ tape }) => tape.streamId === stream.id).length
    const tape: Tape = {
      filename: `${safeName(stream.id)}${times > 0 ? `-${times + 1}` : ''}.webm`,
      streamId: stream.id,
      connectionData: stream.owner.data,
      videoType: stream.videoType ?? 'camera',
      name: stream.name,
      start: change.at,
      changes: [change],
    }
    this.#draft.timeline.tapes.push(tape)
    const recorder = new StreamTape(this.#folder, this.#ready, tape, source, () => this.#now())
    this.#all.push(recorder)
    this.#tapes.set(stream.id, recorder)
    this.#save()
  }

  exclude(stream: Stream): void {
    this.#tapes.get(stream.id)?.end(this.#now())
    this.#tapes.delete(stream.id)
    this.#save()
  }

  setLayout(layout: Layout): void {
    this.#draft.timeline.layouts.push({ at: this.#now(), layout })
    this.#save()
  }

  pause(): void {
    this.#recorded = this.#now()
    this.#resumedAt = undefined
  }

  resume(): void {
    this.#resumedAt ??= performance.now()
  }

  async finish(): Promise<ArchiveFile> {
    // One that is stopped as soon as it has started has something in it all the same.
    await settled(
      this.#all.map(({ begun }) => begun),
      FIRST_PICTURE,
    )
    const rest = LEAST_DURATION - this.#now()
    if (this.#all.length > 0 && rest > 0) await setTimeout(rest)
    const contents = await this.#close()
    return finishArchive(this.#draft, this.#folder, contents)
  }

  /** Ends, with all that was recorded on disk: another process makes the file. */
  async suspend(): Promise<void> {
    await this.#close().catch((error: Error) => this.#log(error.message))
  }

  async #close(): Promise<Map<string, WebmContents>> {
    this.#onEnd()
    const duration = this.#now()
    this.pause()
    this.#draft.timeline.duration = duration
    for (const recorder of this.#all) recorder.end(duration)
    await this.#save()
    const contents = new Map<string, WebmContents>()
    for (const recorder of this.#all) contents.set(recorder.tape.filename, await recorder.finish())
    return contents
  }

  #now(): number {
    return this.#recorded + (this.#resumedAt === undefined ? 0 : performance.now() - this.#resumedAt)
  }

  /** One after another, and each whole. */
  #save(): Promise<void> {
    this.#saving = this.#saving
      .then(() => writeWhole(join(this.#folder, DRAFT), JSON.stringify(this.#draft)))
      .catch((error: Error) => this.#log(`The archive ${this.#plan.archiveId}: ${error.message}`))
    return this.#saving
  }
}

/** Waits for all of these, or for so many milliseconds. */
async function settled(all: readonly Promise<void>[], limit: number): Promise<void> {
  const over = new AbortController()
  const late = setTimeout(limit, undefined, { signal: over.signal }).catch(() => {})
  await Promise.race([Promise.all(all), late])
  over.abort()
}

/** IDs of streams come from clients: not all of them are names of files. */
function safeName(id: string): string {
  return /^[\w-]{1,100}$/.test(id)
    ? id
    : `stream-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`
}
