import { readFile } from 'node:fs/promises'
import type { SandboxState } from '@opentok-sandbox/sandbox'

/**
 * Reads a state, or a prepared world, from a file.
 *
 * @throws {TypeError} if the file is not JSON
 */
export async function readState(file: string): Promise<SandboxState> {
  const text = await readFile(file, 'utf8')
  try {
    return JSON.parse(text) as SandboxState
  } catch {
    throw new TypeError(`${file} is not JSON`)
  }
}
