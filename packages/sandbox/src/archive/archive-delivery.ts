import type { Clock } from '@opentok-sandbox/core'
import type { Log } from '../log.ts'
import type { ArchiveStatus } from '../session/archive.ts'
import type { Cause } from '../session/event-details.ts'
import type { Simulations } from '../simulations.ts'
import type { Archive, ArchiveFile } from './archive.ts'
import { describePlaceholder } from './placeholder.ts'
import type { Recorder } from './recorder.ts'
import type { StorageTargets } from './storage-targets.ts'

/** How long a file can be downloaded, in milliseconds (platform facts §3.3). */
export const AVAILABILITY = 72 * 3_600_000

/** What bringing files somewhere takes. */
export interface DeliveryParts {
  clock: Clock
  recorder: Recorder | undefined
  targets: StorageTargets
  simulations: Simulations
  log: Log
}

/** What a delivery asks and tells of archives. */
export interface DeliveredArchives {
  /** Whether the archive was not forgotten meanwhile. */
  isKnown(archive: Archive): boolean
  setStatus(archive: Archive, status: ArchiveStatus, cause: Cause): void
}

/** From the end of a recording to the end of its file: available, uploaded, failed, expired (platform facts §3.3). */
export class ArchiveDelivery {
  readonly #parts: DeliveryParts
  readonly #archives: DeliveredArchives

  constructor(parts: DeliveryParts, archives: DeliveredArchives) {
    this.#parts = parts
    this.#archives = archives
  }

  /** @param finish the file, once it is made */
  async deliver(archive: Archive, finish: Promise<ArchiveFile>, cause: Cause): Promise<void> {
    try {
      const file = await finish.catch((error) => this.#replace(archive, error))
      if (!this.#archives.isKnown(archive)) return
      archive.file = file
    } catch (error) {
      if (this.#archives.isKnown(archive)) this.#fail(archive, error, cause)
      return
    }
    const target = this.#parts.targets.get(archive.apiKey)
    if (target === undefined || archive.file.isPlaceholder) {
      this.#makeAvailable(archive, cause)
      return
    }
    const { recorder, log } = this.#parts
    try {
      const key = `${archive.apiKey}/${archive.id}/${archive.file.name}`
      await recorder?.upload(archive.id, archive.file, key, target)
    } catch (error) {
      if (!this.#archives.isKnown(archive)) return
      const message = `The archive ${archive.id} could not be uploaded: ${(error as Error).message}`
      log({ level: 'warn', message })
      if (target.fallback === 'opentok') this.#makeAvailable(archive, cause)
      else this.#fail(archive, error, cause)
      return
    }
    if (!this.#archives.isKnown(archive)) return
    recorder?.remove(archive.id, archive.file)
    this.#archives.setStatus(archive, 'uploaded', cause)
  }

  /** Lets the file of an available archive expire, three days after it came. */
  expireLater(archive: Archive): void {
    const { clock, recorder } = this.#parts
    clock.setTimeout(
      () => {
        if (archive.status !== 'available' || !this.#archives.isKnown(archive)) return
        recorder?.remove(archive.id, archive.file)
        this.#archives.setStatus(archive, 'expired', { by: 'timeout' })
      },
      archive.updatedAt + AVAILABILITY - clock.now(),
    )
  }

  /** A film in place of a recording, where that was asked for. */
  async #replace(archive: Archive, error: unknown): Promise<ArchiveFile> {
    const { simulations, log } = this.#parts
    if (!simulations.has('archives')) throw error
    const message = `The archive ${archive.id} is simulated: its film only says so. ${(error as Error).message}`
    log({ level: 'warn', message })
    return describePlaceholder(archive.settings.outputMode)
  }

  #makeAvailable(archive: Archive, cause: Cause): void {
    this.#archives.setStatus(archive, 'available', cause)
    this.expireLater(archive)
  }

  #fail(archive: Archive, error: unknown, cause: Cause): void {
    archive.reason = error instanceof Error ? error.message : String(error)
    this.#parts.log({ level: 'warn', message: `The archive ${archive.id} failed: ${archive.reason}` })
    this.#archives.setStatus(archive, 'failed', cause)
  }
}
