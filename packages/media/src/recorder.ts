import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  ArchiveFile,
  Recorder,
  RecordingPlan,
  StorageTarget,
  StoredArchive,
} from '@opentok-sandbox/sandbox'
import { ArchiveRecorder } from './recording/archive-recorder.ts'
import { DRAFT, salvageArchive } from './recording/finish-archive.ts'
import { uploadToS3 } from './recording/upload.ts'
import type { StreamSources } from './stream-sources.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** Options of {@link createRecorder}. */
export interface RecorderOptions {
  /** The media that passes: the router keeps it filled. */
  sources: StreamSources
  /** The folder that archives are kept in. @default one of this process, which is deleted with it */
  data?: string | undefined
  /** Answers a request for a file with its whole path. */
  serveFile(path: string, request: Request): Promise<Response>
  log?: ((message: string) => void) | undefined
}

/**
 * Records archives: individual streams as WebM in a ZIP, or composed by ffmpeg as MP4. With a folder, they outlive the
 * process, and one that was being recorded when it was killed is finished by the next.
 *
 * @throws {Error} if the folder cannot be used
 *
 * @example
 * const sources = new StreamSources()
 * const sandbox = createSandbox({
 *   mediaServer: { load: createRouter({ sources }) },
 *   services: { recorder: createRecorder({ sources, data: './data', serveFile }) },
 * })
 */
export function createRecorder({ sources, data, serveFile, log = () => {} }: RecorderOptions): Recorder {
  const kept = data && join(data, 'archives')
  if (kept) mkdirSync(kept, { recursive: true })
  const temporary = new TemporaryFolder()
  const isKept = data !== undefined
  const recording = new Set<ArchiveRecorder>()
  const root = () => kept ?? temporary.open()
  const folderOf = (id: string) => join(root(), id)
  let closing: Promise<void> | undefined
  /** What was being recorded is on disk then, and the next process makes its file. */
  async function end(): Promise<void> {
    await Promise.all([...recording].map((recorder) => recorder.suspend()))
    temporary.remove()
  }
  return {
    isLasting: isKept,
    record(plan: RecordingPlan) {
      const recorder: ArchiveRecorder = new ArchiveRecorder(plan, folderOf(plan.archiveId), {
        sources,
        log,
        onEnd: () => recording.delete(recorder),
      })
      recording.add(recorder)
      return recorder
    },
    open: (id: string, { name }: ArchiveFile, request: Request) =>
      serveFile(join(folderOf(id), name), request),
    remove(id: string, file: ArchiveFile | undefined) {
      if (!isKept && !temporary.isOpen) return
      const path = file ? join(folderOf(id), file.name) : folderOf(id)
      rm(path, { recursive: true, force: true }).catch((error) => log(String(error)))
    },
    upload: (id: string, file: ArchiveFile, key: string, target: StorageTarget) =>
      uploadToS3(join(folderOf(id), file.name), key, target),
    save(archive: StoredArchive) {
      if (!isKept) return
      if (archive.status === 'deleted') {
        rmSync(folderOf(archive.id), { recursive: true, force: true })
        return
      }
      mkdirSync(folderOf(archive.id), { recursive: true })
      const path = join(folderOf(archive.id), 'archive.json')
      writeFileSync(`${path}.new`, JSON.stringify(archive))
      renameSync(`${path}.new`, path)
      // Until now, the next process could have made the file of it.
      if (archive.file) rmSync(join(folderOf(archive.id), DRAFT), { force: true })
    },
    load() {
      if (!isKept) return []
      const archives = readdirSync(root()).flatMap((id) =>
        readStored(join(folderOf(id), 'archive.json'), log),
      )
      return archives.sort((a, b) => a.createdAt - b.createdAt)
    },
    async salvage({ id }: StoredArchive) {
      log(`The archive ${id} was being recorded when its process ended: it is finished now`)
      return salvageArchive(folderOf(id))
    },
    close() {
      closing ??= end()
      return closing
    },
  }
}

/** A folder without a readable file is left alone, and told of. */
function readStored(path: string, log: (message: string) => void): StoredArchive[] {
  if (!existsSync(path)) return []
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredArchive
    const isWhole =
      [stored.id, stored.sessionId, stored.apiKey, stored.status].every((one) => typeof one === 'string') &&
      typeof stored.createdAt === 'number' &&
      typeof stored.settings === 'object'
    if (isWhole) return [stored]
  } catch {
    // It is told of below.
  }
  log(`${path} cannot be read, and is left as it is`)
  return []
}
