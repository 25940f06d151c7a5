import { sha256 } from '@noble/hashes/sha2.js'
import { decodeBase64, encodeBase64 } from '@opentok-sandbox/core/base64'
import type { ArchiveFile } from './archive.ts'

/** How long the film is, in seconds. */
const DURATION = 3

/** The file that stands for a recording where that was asked for. It says so itself. */
export async function describePlaceholder(outputMode: 'composed' | 'individual'): Promise<ArchiveFile> {
  const name = outputMode === 'composed' ? 'archive.mp4' : 'archive.zip'
  const bytes = await loadPlaceholder(name)
  return {
    name,
    size: bytes.length,
    duration: DURATION,
    sha256: encodeBase64(sha256(bytes)),
    isPlaceholder: true,
  }
}

/** Its bytes. */
export async function loadPlaceholder(name: ArchiveFile['name']): Promise<Uint8Array<ArrayBuffer>> {
  // Few need it, and it is as large as all the rest of archives.
  const { PLACEHOLDER_FILM, PLACEHOLDER_ZIP } = await import('./placeholder-film.ts')
  return new Uint8Array(decodeBase64(name === 'archive.mp4' ? PLACEHOLDER_FILM : PLACEHOLDER_ZIP) ?? [])
}
