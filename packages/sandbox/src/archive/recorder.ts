import type { Layout, Resolution, StreamMedia } from '../composition/composition.ts'
import type { Stream } from '../session/stream.ts'
import type { ArchiveFile, StoredArchive } from './archive.ts'

/** What is to be recorded, and how. */
export interface RecordingPlan {
  archiveId: string
  apiKey: string
  sessionId: string
  name: string | null
  /** Milliseconds since the epoch. */
  createdAt: number
  outputMode: 'composed' | 'individual'
  resolution: Resolution
  layout: Layout
  hasAudio: boolean
  hasVideo: boolean
  /** In bits per second. */
  maxBitrate?: number | undefined
  /** From 15, the best, to 40. */
  quantizationParameter?: number | undefined
}

/** An archive that is being recorded. */
export interface Recording {
  /** A stream is in from now on, or other media of it than before. */
  include(stream: Stream, media: StreamMedia): void
  /** A stream is not in any more. */
  exclude(stream: Stream): void
  setLayout(layout: Layout): void
  /** Nobody is recorded: this time is not in the file. */
  pause(): void
  resume(): void
  /**
   * Makes the file.
   *
   * @throws {Error} with the reason why there is none
   */
  finish(): Promise<ArchiveFile>
}

/** Where files are uploaded to, as `PUT …/archive/storage` sets it (platform facts §3.8). */
export type StorageTarget = (
  | { type: 's3'; accessKey: string; secretKey: string; bucket: string; endpoint?: string | undefined }
  | { type: 'azure'; accountName: string; accountKey: string; container: string; domain?: string | undefined }
) & { fallback: 'none' | 'opentok' }

/** Records archives, and keeps them. The sandbox itself has no media: without a recorder, its archives fail. */
export interface Recorder {
  /** Whether archives outlive the process. */
  readonly isLasting: boolean
  record(plan: RecordingPlan): Recording
  /** Answers a request for a file; the range that it asks for, if it asks for one. */
  open(archiveId: string, file: ArchiveFile, request: Request): Promise<Response>
  /** The file is not wanted any more. */
  remove(archiveId: string, file: ArchiveFile | undefined): void
  /**
   * Uploads a file.
   *
   * @param key the name that it is to have there
   * @throws {Error} with the reason why it could not
   */
  upload(archiveId: string, file: ArchiveFile, key: string, target: StorageTarget): Promise<void>
  /** Keeps an archive for the next process; does nothing where nothing is kept. */
  save(archive: StoredArchive): void
  /** What an earlier process kept. */
  load(): StoredArchive[]
  /** Makes a file of what a process that was killed had recorded. */
  salvage(archive: StoredArchive): Promise<ArchiveFile>
  /** Ends; what is being recorded is on disk when this is done. */
  close(): Promise<void>
}
