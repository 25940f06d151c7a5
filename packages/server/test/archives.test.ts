// Archives with real media: participants publish through the router, ffmpeg composes, ffprobe and unzip judge.

import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArchiveSnapshot, LogEntry } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectSandbox, type SandboxServer, type ServeOptions, serve } from '../src/index.ts'
import { bin } from './command.ts'

const PATIENCE = { timeout: 60_000, interval: 100 }

let folder: string
const servers: SandboxServer[] = []
let log: LogEntry[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-test-'))
  log = []
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function open(options: ServeOptions = {}): Promise<SandboxServer> {
  const server = await serve({ port: 0, data: folder, log: (entry) => log.push(entry), ...options })
  servers.push(server)
  return server
}

type Archives = { archives: { list(): Promise<ArchiveSnapshot[]> } }
const find = async ({ archives }: Archives, id: string) =>
  (await archives.list()).find((archive) => archive.id === id)

/** Waits until an archive has come to this. */
async function settle(sandbox: Archives, id: string, status: string): Promise<ArchiveSnapshot> {
  await expect.poll(() => find(sandbox, id), PATIENCE).toMatchObject({ status })
  return (await find(sandbox, id)) as ArchiveSnapshot
}

/** Waits until each stream of an archive has so much on disk. */
const recorded = (id: string, bytes: number, streams = 1) =>
  expect
    .poll(() => {
      const files = existsSync(join(folder, 'archives', id)) ? readdirSync(join(folder, 'archives', id)) : []
      return files.filter(
        (name) => name.endsWith('.webm') && statSync(join(folder, 'archives', id, name)).size > bytes,
      ).length
    }, PATIENCE)
    .toBeGreaterThanOrEqual(streams)

async function download({ url, size }: ArchiveSnapshot, name: string): Promise<string> {
  const response = await fetch(url ?? '')
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([response.status, bytes.length]).toEqual([200, size])
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

interface Probe {
  format: { duration: string }
  streams: { codec_name: string; width?: number; height?: number; nb_read_packets: string }[]
}
const probe = (path: string): Probe =>
  JSON.parse(
    execFileSync('ffprobe', [
      ...['-v', 'error', '-count_packets', '-show_entries'],
      ...['stream=codec_name,width,height,nb_read_packets:format=duration', '-of', 'json', path],
    ]).toString(),
  )

/** What a decoder complains of. */
const complaints = (path: string): string => {
  const { PATH } = process.env
  return execFileSync('sh', ['-c', `ffmpeg -v error -i '${path}' -f null - 2>&1`], {
    env: { PATH },
  }).toString()
}

/** The colour of a pixel at a time, as red, green and blue. */
function pixel(path: string, seconds: number, x: number, y: number): number[] {
  const raw = execFileSync('ffmpeg', [
    ...['-v', 'error', '-ss', String(seconds), '-i', path, '-frames:v', '1'],
    ...['-vf', `crop=2:2:${x}:${y}`, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
  ])
  return [...raw.subarray(0, 3)]
}
const isBlack = (colour: readonly number[]) => colour.every((value) => value < 24)

describe('an individual archive', () => {
  it('is a ZIP of a whole file for each stream, with a manifest', async () => {
    const { sandbox } = await open()
    const joined = await sandbox.participants.join({ room: 'r', name: 'Ada', publish: true, count: 2 })
    const { id } = await sandbox.archives.start({ room: 'r', outputMode: 'individual', name: 'Two' })
    await recorded(id, 60_000, 2)
    await sandbox.archives.stop(id)
    const archive = await settle(sandbox, id, 'available')
    const zip = await download(archive, 'archive.zip')
    execFileSync('unzip', ['-oq', zip, '-d', folder])
    const manifest = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8'))
    expect(manifest).toMatchObject({
      id,
      name: 'Two',
      createdAt: archive.createdAt,
      sessionId: archive.sessionId,
    })
    expect(manifest.files.map(({ streamId }: { streamId: string }) => streamId).sort()).toEqual(
      joined.map(({ streamId }) => streamId).sort(),
    )
    for (const {
      filename,
      size,
      startTimeOffset,
      stopTimeOffset,
      connectionData,
      videoType,
    } of manifest.files) {
      const path = join(folder, filename)
      expect([statSync(path).size, videoType, connectionData]).toEqual([
        size,
        'camera',
        expect.stringMatching(/^name=Ada [12]$/),
      ])
      const { format, streams } = probe(path)
      expect(streams.map(({ codec_name, width, height }) => [codec_name, width, height])).toEqual([
        ['vp8', 320, 240],
        ['opus', undefined, undefined],
      ])
      const length = (stopTimeOffset - startTimeOffset) / 1000
      expect(Number(format.duration)).toBeGreaterThan(length - 0.5)
      expect(Number(format.duration)).toBeLessThan(length + 0.5)
      // Nothing is lost: 15 pictures and 50 packets of sound a second.
      const [pictures = 0, sounds = 0] = streams.map(({ nb_read_packets }) => Number(nb_read_packets))
      expect(pictures / Number(format.duration)).toBeGreaterThan(13)
      expect(sounds / Number(format.duration)).toBeGreaterThan(46)
      expect(complaints(path)).toBe('')
    }
    const sha256 = createHash('sha256').update(readFileSync(zip)).digest('base64')
    const stored = JSON.parse(readFileSync(join(folder, 'archives', id, 'archive.json'), 'utf8'))
    expect(stored.file).toMatchObject({ sha256, size: archive.size })
    expect(readdirSync(join(folder, 'archives', id)).sort()).toEqual(['archive.json', 'archive.zip'])
  })
})

describe('a composed archive', () => {
  it('is an MP4 that players can seek in, in the layout that was asked for, also when that changes', async () => {
    const { sandbox } = await open()
    await sandbox.participants.join({ room: 'r', name: 'Ada', publish: true, count: 2 })
    const { id } = await sandbox.archives.start({
      room: 'r',
      resolution: '1280x720',
      layout: {
        type: 'custom',
        stylesheet: 'stream {position: absolute; width: 20%; height: 20%; left: 40%; top: 40%}',
      },
    })
    await recorded(id, 60_000, 2)
    await sandbox.archives.stop(id)
    const archive = await settle(sandbox, id, 'available')
    const film = await download(archive, 'archive.mp4')
    const { format, streams } = probe(film)
    expect(streams.map(({ codec_name, width, height }) => [codec_name, width, height])).toEqual([
      ['h264', 1280, 720],
      ['aac', undefined, undefined],
    ])
    expect(Math.abs(Number(format.duration) - archive.duration)).toBeLessThan(1)
    expect(complaints(film)).toBe('')
    // The middle is a picture, and the corners are not.
    expect(isBlack(pixel(film, 1, 10, 10))).toBe(true)
    expect(isBlack(pixel(film, 1, 640, 360))).toBe(false)
    // What is read first says where the rest is.
    expect(readFileSync(film).subarray(0, 4096).includes('moov')).toBe(true)
    const part = await fetch(archive.url ?? '', { headers: { Range: 'bytes=100-199' } })
    expect([part.status, part.headers.get('Content-Range'), (await part.arrayBuffer()).byteLength]).toEqual([
      206,
      `bytes 100-199/${archive.size}`,
      100,
    ])
  })

  it('has those in it that were there, for as long as they were', async () => {
    const { sandbox } = await open()
    const [ada] = await sandbox.participants.join({ room: 'r', name: 'Ada', publish: true })
    const { id } = await sandbox.archives.start({ room: 'r' })
    await recorded(id, 40_000)
    const [bob] = await sandbox.participants.join({ room: 'r', name: 'Bob', publish: true })
    await recorded(id, 40_000, 2)
    await sandbox.participants.leave(ada?.connectionId ?? '')
    await recorded(id, 80_000, 1)
    await sandbox.participants.leave(bob?.connectionId ?? '')
    await settle(sandbox, id, 'paused')
    await sandbox.archives.stop(id)
    const archive = await settle(sandbox, id, 'available')
    const film = await download(archive, 'archive.mp4')
    // Alone, each fills the picture; together, they stand side by side.
    expect(isBlack(pixel(film, 0.5, 20, 20))).toBe(false)
    expect(isBlack(pixel(film, archive.duration - 0.8, 620, 460))).toBe(false)
    expect(archive.duration).toBeGreaterThanOrEqual(4)
  })

  it('has something in it, however soon it is stopped', async () => {
    const { sandbox } = await open()
    await sandbox.participants.join({ room: 'r', publish: true })
    const { id } = await sandbox.archives.start({ room: 'r' })
    await sandbox.archives.stop(id)
    const film = await download(await settle(sandbox, id, 'available'), 'short.mp4')
    expect(isBlack(pixel(film, 0.5, 320, 240))).toBe(false)
  })

  it('fails where ffmpeg is missing, and says what to install', async () => {
    const path = process.env.PATH
    const { sandbox } = await open()
    await sandbox.participants.join({ room: 'r', publish: true })
    const { id } = await sandbox.archives.start({ room: 'r' })
    await recorded(id, 20_000)
    process.env.PATH = folder
    try {
      await sandbox.archives.stop(id)
      expect((await settle(sandbox, id, 'failed')).reason).toContain('Install it (apt install ffmpeg')
    } finally {
      process.env.PATH = path
    }
  })

  it('fails where no media was recorded, and says what is needed', async () => {
    const { sandbox } = await open({ media: 'mesh' })
    await sandbox.participants.join({ room: 'r' })
    const { id } = await sandbox.archives.start({ room: 'r' })
    await sandbox.archives.stop(id)
    expect((await settle(sandbox, id, 'failed')).reason).toContain('No media was recorded')
  })
})

describe('a folder of archives', () => {
  const command = async () => {
    const child = spawn(process.execPath, [bin, '--port', '0', '--json', '--data', folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await new Promise<Buffer[]>((resolve) =>
      child.stdout.once('data', (...data) => resolve(data)),
    )
    const { url } = JSON.parse(String(line))
    return { child, url, sandbox: connectSandbox(url) }
  }
  const ended = (child: ReturnType<typeof spawn>) => new Promise((resolve) => child.once('exit', resolve))

  it('loses no finished archive when the process is killed, and makes a file of what was recorded', async () => {
    const first = await command()
    await first.sandbox.participants.join({ room: 'r', publish: true, count: 2 })
    const done = await first.sandbox.archives.start({ room: 'r', outputMode: 'individual' })
    await recorded(done.id, 30_000, 2)
    await first.sandbox.archives.stop(done.id)
    const finished = await settle(first.sandbox, done.id, 'available')
    const individual = await first.sandbox.archives.start({ room: 'r', outputMode: 'individual' })
    const composed = await first.sandbox.archives.start({ room: 'r', multiArchiveTag: 'b' } as never)
    await recorded(individual.id, 60_000, 2)
    await recorded(composed.id, 60_000, 2)
    first.child.kill('SIGKILL')
    await ended(first.child)

    const second = await command()
    try {
      expect(await find(second.sandbox, done.id)).toMatchObject({ status: 'available', size: finished.size })
      for (const { id } of [individual, composed]) {
        const salvaged = await settle(second.sandbox, id, 'available')
        expect([salvaged.reason, salvaged.duration > 1]).toEqual(['session ended', true])
      }
      const film = await download(
        (await find(second.sandbox, composed.id)) as ArchiveSnapshot,
        'salvaged.mp4',
      )
      expect(complaints(film)).toBe('')
      const zip = await download(
        (await find(second.sandbox, individual.id)) as ArchiveSnapshot,
        'salvaged.zip',
      )
      execFileSync('unzip', ['-oq', zip, '-d', folder])
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.webm')))
        expect(complaints(join(folder, name))).toBe('')
    } finally {
      second.child.kill()
      await ended(second.child)
    }
  })

  it('goes on after a process that was told to end, and forgets what was deleted', async () => {
    const first = await command()
    await first.sandbox.participants.join({ room: 'r', publish: true })
    const gone = await first.sandbox.archives.start({ room: 'r', outputMode: 'individual' })
    await recorded(gone.id, 20_000)
    await first.sandbox.archives.stop(gone.id)
    await settle(first.sandbox, gone.id, 'available')
    await first.sandbox.archives.delete(gone.id)
    const { id } = await first.sandbox.archives.start({ room: 'r', outputMode: 'individual' })
    await recorded(id, 20_000)
    first.child.kill('SIGTERM')
    await ended(first.child)
    const second = await open()
    expect((await settle(second.sandbox, id, 'available')).duration).toBeGreaterThan(0)
    expect(await find(second.sandbox, gone.id)).toBeUndefined()
  })

  it('marks an archive as failed of which nothing had been written', async () => {
    const first = await open()
    await first.sandbox.participants.join({ room: 'r' })
    const { id } = await first.sandbox.archives.start({ room: 'r' })
    writeFileSync(join(folder, 'archives', 'readme'), 'not a folder')
    // As a killed process leaves it.
    const second = await open()
    expect((await settle(second.sandbox, id, 'failed')).reason).toMatch(/ended before|No media/)
  })
})

describe('upload', () => {
  it('brings files to storage that speaks S3, and keeps none', async () => {
    const uploads: { path: string; bytes: number; signed: boolean }[] = []
    let status = 200
    const storage = createServer((incoming, outgoing) => {
      let bytes = 0
      incoming.on('data', (part: Buffer) => {
        bytes += part.length
      })
      incoming.on('end', () => {
        const signed = /^AWS4-HMAC-SHA256 Credential=AK\//.test(incoming.headers.authorization ?? '')
        uploads.push({ path: incoming.url ?? '', bytes, signed })
        outgoing.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve))
    const { port } = storage.address() as { port: number }
    try {
      const { sandbox, url } = await open()
      const target = async (fallback: string) => {
        const config = {
          accessKey: 'AK',
          secretKey: 'a-secret-key-of-s3',
          bucket: 'bucket',
          endpoint: `http://127.0.0.1:${port}`,
        }
        const response = await fetch(`${url}/v2/project/123456/archive/storage`, {
          method: 'PUT',
          headers: { 'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678' },
          body: JSON.stringify({ type: 's3', config, fallback }),
        })
        expect(response.status).toBe(200)
      }
      await sandbox.participants.join({ room: 'r', publish: true })
      const record = async () => {
        const { id } = await sandbox.archives.start({ room: 'r', outputMode: 'individual' })
        await recorded(id, 20_000)
        await sandbox.archives.stop(id)
        return id
      }
      await target('none')
      const id = await record()
      const uploaded = await settle(sandbox, id, 'uploaded')
      expect(uploaded.url).toBeNull()
      await expect.poll(() => readdirSync(join(folder, 'archives', id)), PATIENCE).toEqual(['archive.json'])
      expect(uploads).toEqual([
        { path: `/bucket/123456/${id}/archive.zip`, bytes: uploaded.size, signed: true },
      ])
      status = 403
      const refused = await record()
      expect((await settle(sandbox, refused, 'failed')).reason).toContain('403')
      await target('opentok')
      const kept = await record()
      expect((await settle(sandbox, kept, 'available')).url).not.toBeNull()
      expect(JSON.stringify([log, await sandbox.journal.find()])).not.toContain('a-secret-key-of-s3')
    } finally {
      storage.close()
    }
  })
})

it('keeps pages of the internet away from recordings and from what reaches out', async () => {
  const { url } = await open()
  const ask = async (path: string, origin: string | undefined, method = 'GET') => {
    const headers = {
      'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678',
      ...(origin && { Origin: origin }),
    }
    return (await fetch(url + path, { method, headers })).status
  }
  for (const path of [
    '/archive',
    '/v2/project/123456/archive',
    '/api.opentok.com/v2/project/123456/archive',
  ]) {
    for (const origin of ['https://example.com', 'null', 'http://127.0.0.1.example.com'])
      expect([path, origin, await ask(path, origin)]).toEqual([path, origin, 403])
    for (const origin of [undefined, 'http://localhost:3000', 'http://127.0.0.1:8080', 'http://app.local'])
      expect([path, origin, await ask(path, origin)]).toEqual([path, origin, 200])
  }
  expect(await ask('/v2/project/123456/render', 'https://example.com', 'POST')).toBe(403)
})
