import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { element, ID, readNumber, writeSize } from '../../src/webm/ebml.ts'
import { finishWebm } from '../../src/webm/finish-webm.ts'
import { readFrames } from '../../src/webm/read-frames.ts'
import { type Frame, WebmWriter } from '../../src/webm/webm-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webm-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A VP8 keyframe of this size begins so (RFC 6386 §9.1). */
const keyframe = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00, 7, 7])

/** Frames of so many seconds: a keyframe each second, 10 pictures and 50 packets of sound a second. */
function frames(seconds: number): Frame[] {
  const list: Frame[] = []
  for (let time = 0; time < seconds * 1000; time += 20) {
    list.push({ kind: 'audio', time, isKeyframe: true, data: Buffer.from([time % 251]) })
    if (time % 100 === 0) {
      const isKeyframe = time % 1000 === 0
      list.push({
        kind: 'video',
        time,
        isKeyframe,
        data: isKeyframe ? keyframe : Buffer.from([0x11, time % 199]),
      })
    }
  }
  return list
}

async function write(list: readonly Frame[]): Promise<string> {
  const path = join(folder, `${Math.random()}.webm`)
  const writer = await WebmWriter.create(path)
  for (const frame of list) writer.write(frame)
  await writer.close()
  return path
}

it('reads what it has written, frame by frame', async () => {
  const list = frames(5)
  const path = await write(list)
  expect(await finishWebm(path)).toEqual({
    duration: 5000,
    frames: { audio: 250, video: 50 },
    width: 320,
    height: 240,
  })
  const read = readFrames(readFileSync(path))
  expect(read.map(({ kind, time, data }) => [kind, time, data.toString('hex')])).toEqual(
    list.map(({ kind, time, data }) => [kind, time, data.toString('hex')]),
  )
})

it('makes a whole file wherever a process was killed', async () => {
  const path = await write(frames(6))
  const whole = readFileSync(path)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 600, max: whole.length }), async (length) => {
      const cut = join(folder, 'cut.webm')
      writeFileSync(cut, whole)
      truncateSync(cut, length)
      const { frames: counts, duration } = await finishWebm(cut)
      const read = readFrames(readFileSync(cut))
      expect(read).toHaveLength(counts.audio + counts.video)
      expect(duration).toBeGreaterThanOrEqual(Math.max(0, ...read.map(({ time }) => time)))
    }),
    { numRuns: 40 },
  )
})

it('finishes a file twice, to the same bytes', async () => {
  const path = await write(frames(3))
  await finishWebm(path)
  const once = readFileSync(path)
  await finishWebm(path)
  expect(readFileSync(path).equals(once)).toBe(true)
})

it('has no track that nothing was sent on', async () => {
  const path = await write(frames(2).filter(({ kind }) => kind === 'audio'))
  expect(await finishWebm(path)).toMatchObject({ frames: { audio: 100, video: 0 }, width: 0 })
  expect(readFileSync(path).includes('V_VP8')).toBe(false)
})

it('refuses a file that is not one', async () => {
  for (const bytes of ['', 'text', `${'\0'.repeat(500)}`]) {
    const path = join(folder, 'other')
    writeFileSync(path, bytes)
    await expect(finishWebm(path)).rejects.toThrow(RangeError)
  }
})

it('writes numbers that it reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (size) => {
      const written = writeSize(size, 8)
      expect(readNumber(written, 0, true)).toEqual({ value: size, length: 8, isUnknown: false })
    }),
  )
  const bytes = element(ID.simpleBlock, Buffer.alloc(300))
  expect(readNumber(bytes, 1, true)).toMatchObject({ value: 300, length: 2 })
})
