import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
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
import { finishWebm, type WebmContents } from '../webm/finish-webm.ts'
import { RECORDED_CODECS } from './frame-tap.ts'
import { StreamTape } from './stream-tape.ts'
import type { Tape, Timeline } from './timeline.ts'
import { writeZip, type ZipItem } from './zip.ts'

/** What is kept of a recording while it goes on, for the case that the process does not live to its end. */
interface Draft {
  plan: RecordingPlan
  hasAudio: boolean
  hasVideo: boolean
  timeline: Timeline
}

const DRAFT = 'recording.json'

/** How long the first picture of a stream may take to come, in milliseconds. */
const FIRST_PICTURE = 1500

/** How much is recorded at least, in milliseconds. */
const LEAST_DURATION = 600

const NO_MEDIA =
  'No media was recorded: of no stream did any pass through the router of the sandbox. Is the session routed, and does a real client or a participant publish in it?'

/** Records one archive into a folder of its own. */
export class ArchiveRecorder implements Recording {
  readonly #plan: RecordingPlan
  readonly #folder: string
  readonly #sources: StreamSources
  readonly #tapes = new Map<string, StreamTape>()
  readonly #all: StreamTape[] = []
  readonly #draft: Draft
  readonly #ready: Promise<void>
  readonly #log: (message: string) => void
  #saving: Promise<void>
  /** For how long it has recorded before it went on, and when that was. */
  #recorded = 0
  #resumedAt: number | undefined

  constructor(plan: RecordingPlan, folder: string, sources: StreamSources, log: (message: string) => void) {
    this.#plan = plan
    this.#folder = folder
    this.#sources = sources
    this.#log = log
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
    const duration = this.#now()
    this.pause()
    this.#draft.timeline.duration = duration
    await this.#save()
    const contents = new Map<string, WebmContents>()
    for (const recorder of this.#all) {
      recorder.end(duration)
      contents.set(recorder.tape.filename, await recorder.finish())
    }
    return finishArchive(this.#draft, this.#folder, contents)
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

/** Makes the file of an archive whose process was killed; what had been written by then is in it. */
export async function salvageArchive(folder: string): Promise<ArchiveFile> {
  const draft = JSON.parse(
    await readFile(join(folder, DRAFT), 'utf8').catch(() => {
      throw new Error('The process that recorded the archive ended before anything was recorded')
    }),
  ) as Draft
  const contents = new Map<string, WebmContents>()
  const { timeline } = draft
  for (const tape of timeline.tapes) {
    const read = await finishWebm(join(folder, tape.filename)).catch(() => undefined)
    if (read === undefined) continue
    contents.set(tape.filename, read)
    tape.end = Math.min(tape.end ?? Number.POSITIVE_INFINITY, tape.start + read.duration)
  }
  timeline.duration ||= Math.max(0, ...timeline.tapes.map(({ end = 0 }) => end))
  return finishArchive(draft, folder, contents)
}

/** @param contents what is in the files of the tapes */
async function finishArchive(
  { plan, hasAudio, hasVideo, timeline }: Draft,
  folder: string,
  contents: ReadonlyMap<string, WebmContents>,
): Promise<ArchiveFile> {
  const tapes = timeline.tapes.filter(({ filename }) => {
    const { frames } = contents.get(filename) ?? { frames: { audio: 0, video: 0 } }
    return frames.audio + frames.video > 0
  })
  if (tapes.length === 0) throw new Error(NO_MEDIA)
  const name = plan.outputMode === 'composed' ? 'archive.mp4' : 'archive.zip'
  const part = join(folder, `${name}.part`)
  if (plan.outputMode === 'individual') {
    await writeZip(part, await listItems(plan, folder, tapes, timeline.duration))
  } else {
    const [width = 640, height = 480] = plan.resolution.split('x').map(Number)
    const has = new Map(
      [...contents].map(([filename, { frames }]) => [
        filename,
        { hasVideo: frames.video > 0, hasAudio: frames.audio > 0 },
      ]),
    )
    const format = { ...plan, width, height, hasAudio, hasVideo }
    // Only now: it takes as long to load as all the rest.
    const { compose } = await import('./compose.ts')
    await compose({ ...timeline, tapes }, format, has, { cwd: folder, output: `${name}.part` })
  }
  await sync(part)
  await rename(part, join(folder, name))
  for (const { filename } of timeline.tapes) await rm(join(folder, filename), { force: true })
  await rm(join(folder, DRAFT), { force: true })
  const { size } = await stat(join(folder, name))
  return {
    name,
    size,
    duration: Math.round(timeline.duration / 1000),
    sha256: await digest(join(folder, name)),
  }
}

/** The files of an individual archive, with their manifest (platform facts §3.3). */
async function listItems(
  { archiveId, name, sessionId, createdAt }: RecordingPlan,
  folder: string,
  tapes: readonly Tape[],
  duration: number,
): Promise<ZipItem[]> {
  const files = []
  for (const { filename, streamId, connectionData, videoType, start, end } of tapes) {
    const { size } = await stat(join(folder, filename))
    files.push({
      connectionData,
      filename,
      size,
      startTimeOffset: Math.round(start),
      stopTimeOffset: Math.round(end ?? duration),
      streamId,
      videoType,
    })
  }
  const manifest = { createdAt, id: archiveId, name: name ?? '', sessionId, files }
  return [
    ...files.map(({ filename }) => ({ name: filename, content: { path: join(folder, filename) } })),
    { name: `${archiveId}.json`, content: { text: JSON.stringify(manifest) } },
  ]
}

/** Writes a file so that there is always a whole one, the old or the new. */
export async function writeWhole(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content)
  await sync(`${path}.new`)
  await rename(`${path}.new`, path)
}

/** Waits for all of these, or for so many milliseconds. */
async function settled(all: readonly Promise<void>[], limit: number): Promise<void> {
  const over = new AbortController()
  const late = setTimeout(limit, undefined, { signal: over.signal }).catch(() => {})
  await Promise.race([Promise.all(all), late])
  over.abort()
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('base64')
}

/** IDs of streams come from clients: not all of them are names of files. */
function safeName(id: string): string {
  return /^[\w-]{1,100}$/.test(id)
    ? id
    : `stream-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`
}
