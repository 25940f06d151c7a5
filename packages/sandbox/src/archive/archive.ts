import { isApplicationId } from '../auth/project.ts'
import type { Composition } from '../composition/composition.ts'
import { StreamSelection } from '../composition/stream-selection.ts'
import { type ArchiveStatus, isRunning, type Archive as SessionArchive } from '../session/archive.ts'
import type { Session } from '../session/session.ts'

/** How an archive was asked for (platform facts §3.1). */
export interface ArchiveSettings extends Composition {
  name: string | null
  outputMode: 'composed' | 'individual'
  multiArchiveTag?: string | undefined
  /** In bits per second. */
  maxBitrate?: number | undefined
  /** From 15, the best, to 40. */
  quantizationParameter?: number | undefined
  /** The transcription that was asked for. */
  transcription?: { primaryLanguageCode: string; hasSummary: boolean } | undefined
}

/** The file of an archive. */
export interface ArchiveFile {
  name: 'archive.mp4' | 'archive.zip'
  /** In bytes. */
  size: number
  /** Of what was recorded, in seconds. */
  duration: number
  /** The SHA-256 of its bytes, in base64. */
  sha256: string
  /** Whether it was asked for in place of a recording, and says so. */
  isPlaceholder?: boolean | undefined
}

/** An archive as it is kept for the next process; plain data. */
export interface StoredArchive {
  id: string
  sessionId: string
  apiKey: string
  status: ArchiveStatus
  reason: string
  createdAt: number
  updatedAt: number
  settings: ArchiveSettings
  file?: ArchiveFile | undefined
}

/** A recording of a session, from its start until its file is deleted (platform facts §3). */
export class Archive implements SessionArchive {
  readonly id: string
  readonly session: Session
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly settings: ArchiveSettings
  readonly streams: StreamSelection
  /** Whether it began by itself. */
  readonly isAutomatic: boolean
  status: ArchiveStatus = 'started'
  reason = ''
  updatedAt: number
  file: ArchiveFile | undefined

  constructor(
    id: string,
    session: Session,
    settings: ArchiveSettings,
    { createdAt, isAutomatic = false }: { createdAt: number; isAutomatic?: boolean | undefined },
  ) {
    this.id = id
    this.session = session
    this.settings = settings
    this.createdAt = createdAt
    this.updatedAt = createdAt
    this.isAutomatic = isAutomatic
    this.streams = new StreamSelection(session, settings)
  }

  get name(): string | null {
    return this.settings.name
  }

  get apiKey(): string {
    return this.session.apiKey
  }

  store(): StoredArchive {
    const { id, session, status, reason, createdAt, updatedAt, settings, file } = this
    return {
      id,
      sessionId: session.id,
      apiKey: session.apiKey,
      status,
      reason,
      createdAt,
      updatedAt,
      settings,
      file,
    }
  }

  /**
   * The archive by the names of the REST API and of callbacks (platform facts §3.2).
   *
   * @param url where its file can be downloaded now
   * @param isNew whether this is the answer to its start: only that has the milliseconds
   */
  describe(url: string | null, isNew = false): Record<string, unknown> {
    const { id, session, settings, status, file } = this
    const time = (value: number) => (isNew ? value : Math.floor(value / 1000) * 1000)
    const isForApplication = isApplicationId(session.apiKey)
    const project = Number(session.apiKey)
    const isOver = file !== undefined && status !== 'stopped'
    const event = 'archive'
    return {
      id,
      status,
      name: settings.name,
      reason: this.reason,
      sessionId: session.id,
      ...(isForApplication ? { applicationId: session.apiKey } : { projectId: project }),
      createdAt: time(this.createdAt),
      size: isOver ? file.size : 0,
      duration: isOver ? file.duration : 0,
      outputMode: settings.outputMode,
      streamMode: settings.streamMode,
      hasAudio: settings.hasAudio,
      hasVideo: settings.hasVideo,
      hasTranscription: settings.transcription !== undefined,
      sha256sum: isOver ? file.sha256 : '',
      password: '',
      updatedAt: time(this.updatedAt),
      ...(settings.multiArchiveTag !== undefined && { multiArchiveTag: settings.multiArchiveTag }),
      // Where an application's archives have it was recorded in 2024, and where others have it in 2021.
      ...(isForApplication && { event }),
      ...(settings.outputMode === 'composed' && { resolution: settings.resolution }),
      ...(!isForApplication && { partnerId: project, event }),
      url,
      ...(settings.maxBitrate !== undefined && { maxBitrate: settings.maxBitrate }),
      ...(settings.quantizationParameter !== undefined && {
        quantizationParameter: settings.quantizationParameter,
      }),
      ...(settings.transcription && { transcription: this.#describeTranscription() }),
      ...(settings.streamMode === 'manual' && isRunning(this) && { streams: this.streams.describe() }),
    }
  }

  /** The sandbox recognizes no speech: a transcription that was asked for fails, and says so. */
  #describeTranscription() {
    const { primaryLanguageCode, hasSummary } = this.settings.transcription ?? {}
    const isOver = !isRunning(this) && this.status !== 'stopped'
    const reason = isOver ? 'The OpenTok Sandbox does not recognize speech' : null
    return { status: isOver ? 'failed' : 'requested', url: null, reason, primaryLanguageCode, hasSummary }
  }
}
