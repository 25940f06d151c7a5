import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The client's names on npm: one build, published twice. */
const NAMES = ['@opentok/client', '@vonage/client-sdk-video'] as const

/**
 * The browser client that the user has installed: from the folder that the server was started in, or beside
 * the server itself. It is not part of this package, and is read from where it is.
 *
 * @returns its script, or `undefined` where none is installed
 */
export async function readInstalledClient(folder = process.cwd()): Promise<Buffer | undefined> {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    for (const name of NAMES) {
      try {
        return await readFile(createRequire(from).resolve(name))
      } catch {
        // Not installed here: the next place may have it.
      }
    }
  }
  return undefined
}
