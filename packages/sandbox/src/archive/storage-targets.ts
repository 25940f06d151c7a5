import type { StorageTarget } from './recorder.ts'

/** Where the archives of projects are uploaded to, as `PUT …/archive/storage` sets it (platform facts §3.8). */
export class StorageTargets {
  readonly #targets = new Map<string, StorageTarget>()

  get(apiKey: string): StorageTarget | undefined {
    return this.#targets.get(apiKey)
  }

  /** @param target `undefined` for nowhere */
  set(apiKey: string, target: StorageTarget | undefined): void {
    if (target) this.#targets.set(apiKey, target)
    else this.#targets.delete(apiKey)
  }

  /** Their secrets: they are shown nowhere. */
  get secrets(): string[] {
    return [...this.#targets.values()].map((target) =>
      target.type === 's3' ? target.secretKey : target.accountKey,
    )
  }

  clear(): void {
    this.#targets.clear()
  }
}
