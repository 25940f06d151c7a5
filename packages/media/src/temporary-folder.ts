import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of this process: it is made when it is needed, and removed with the process at the latest. */
export class TemporaryFolder {
  #path: string | undefined

  /** Its path. */
  open(): string {
    if (this.#path === undefined) {
      this.#path = mkdtempSync(join(tmpdir(), 'opentok-sandbox-'))
      process.once('exit', this.#remove)
    }
    return this.#path
  }

  get isOpen(): boolean {
    return this.#path !== undefined
  }

  /** Removes it with all that is in it; what is still being written there goes when the process ends. */
  remove(): void {
    this.#remove()
  }

  readonly #remove = (): void => {
    try {
      if (this.#path) rmSync(this.#path, { recursive: true, force: true })
      process.off('exit', this.#remove)
    } catch {
      // Something is being written there: it is removed at the end.
    }
  }
}
