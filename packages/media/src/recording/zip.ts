import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** A file that goes into an archive. */
export interface ZipItem {
  name: string
  /** Where it is, or what is in it. */
  content: { path: string } | { text: string }
}

/** Makes a ZIP of files; media is compressed already, so that nothing is compressed. */
export async function writeZip(output: string, items: readonly ZipItem[]): Promise<void> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const options = { compress: false }
  for (const { name, content } of items) {
    if ('path' in content) zip.addFile(content.path, name, options)
    else zip.addBuffer(Buffer.from(content.text), name, options)
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(output))
}
