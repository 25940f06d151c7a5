import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArchiveFile, RecordingPlan } from '@opentok-sandbox/sandbox'
import { finishWebm, type WebmContents } from '../webm/finish-webm.ts'
import type { Tape, Timeline } from './timeline.ts'
import { writeZip, type ZipItem } from './zip.ts'

/** What is kept of a recording while it goes on, for the case that the process does not live to its end. */
export interface Draft {
  plan: RecordingPlan
  hasAudio: boolean
  hasVideo: boolean
  timeline: Timeline
}

/** What the draft is kept in, until the archive has its file. */
export const DRAFT = 'recording.json'

const NO_MEDIA =
  'No media was recorded: of no stream did any pass through the router of the sandbox. Is the session routed, and does a real client or a participant publish in it?'

/** Makes the file of an archive whose process was killed; what had been written by then is in it. */
export async function salvageArchive(folder: string): Promise<ArchiveFile> {
  const draft = JSON.parse(
    await readFile(join(folder, DRAFT), 'utf8').catch(() => {
      throw new Error('The process that recorded the archive ended before anything was recorded')
    }),
  ) as Draft
  const made = join(folder, nameOf(draft.plan))
  // It had its file already, and only could not say so any more.
  if (await stat(made).catch(() => undefined)) return describeFile(made, draft)
  const contents = new Map<string, WebmContents>()
  const { timeline } = draft
  for (const tape of timeline.tapes) {
    const read = await finishWebm(join(folder, tape.filename)).catch(() => undefined)
    if (read === undefined) continue
    contents.set(tape.filename, read)
    tape.end = Math.min(tape.end ?? Number.POSITIVE_INFINITY, tape.start + read.duration)
  }
  timeline.duration ||= Math.max(0, ...timeline.tapes.map(({ end = 0 }) => end))
  await writeWhole(join(folder, DRAFT), JSON.stringify(draft))
  return finishArchive(draft, folder, contents)
}

/**
 * Makes the file of an archive of its tapes.
 *
 * @param contents what is in the files of the tapes
 * @throws {Error} with the reason why there is none
 */
export async function finishArchive(
  draft: Draft,
  folder: string,
  contents: ReadonlyMap<string, WebmContents>,
): Promise<ArchiveFile> {
  const { plan, hasAudio, hasVideo, timeline } = draft
  const tapes = timeline.tapes.filter(({ filename }) => {
    const { frames } = contents.get(filename) ?? { frames: { audio: 0, video: 0 } }
    return frames.audio + frames.video > 0
  })
  if (tapes.length === 0) throw new Error(NO_MEDIA)
  const name = nameOf(plan)
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
  return describeFile(join(folder, name), draft)
}

function nameOf({ outputMode }: RecordingPlan): ArchiveFile['name'] {
  return outputMode === 'composed' ? 'archive.mp4' : 'archive.zip'
}

async function describeFile(path: string, { plan, timeline }: Draft): Promise<ArchiveFile> {
  const { size } = await stat(path)
  const duration = Math.round(timeline.duration / 1000)
  return { name: nameOf(plan), size, duration, sha256: await digest(path) }
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
