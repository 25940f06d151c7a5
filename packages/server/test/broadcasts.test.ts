// Live broadcasts by ffmpeg: HLS that plays, and RTMP to a server.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BroadcastSnapshot } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectSandbox, type SandboxServer, serve } from '../src/index.ts'
import { bin } from './command.ts'

const PATIENCE = { timeout: 60_000, interval: 200 }

let folder: string
let server: SandboxServer
let log: string[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-test-'))
  log = []
  server = await serve({ port: 0, log: ({ message }) => log.push(message) })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const live = async (): Promise<BroadcastSnapshot | undefined> =>
  (await server.sandbox.services.list()).broadcasts[0]

interface Probe {
  streams: { codec_name: string; width?: number; height?: number }[]
}
const probe = (input: string): Probe =>
  JSON.parse(
    execFileSync('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_name,width,height',
      '-of',
      'json',
      input,
    ]).toString(),
  )

it('makes a playlist that plays, while people come and go, and ends it', async () => {
  const [ada] = await server.sandbox.participants.join({ room: 'r', name: 'Ada', publish: true })
  const { id } = await server.sandbox.broadcasts.start({ room: 'r', resolution: '640x480' })
  await expect.poll(async () => (await live())?.hls?.status, PATIENCE).toBe('live')
  const url = (await live())?.hls?.url ?? ''
  const playlist = async () => (await fetch(url)).text()
  expect((await fetch(url)).headers.get('Content-Type')).toBe('application/vnd.apple.mpegurl')
  await server.sandbox.participants.join({ room: 'r', name: 'Bob', publish: true })
  await server.sandbox.participants.leave(ada?.connectionId ?? '')
  const segments = async () => [...(await playlist()).matchAll(/^segment\d+\.ts$/gm)].map(([name]) => name)
  await expect.poll(async () => (await segments()).length, PATIENCE).toBeGreaterThanOrEqual(4)
  await server.sandbox.broadcasts.stop(id)
  await expect.poll(playlist, PATIENCE).toContain('#EXT-X-ENDLIST')
  const parts = await Promise.all(
    (await segments()).map(async (name) =>
      Buffer.from(await (await fetch(new URL(name, url))).arrayBuffer()),
    ),
  )
  const film = join(folder, 'film.ts')
  writeFileSync(film, Buffer.concat(parts))
  expect(probe(film).streams.map(({ codec_name, width, height }) => [codec_name, width, height])).toEqual([
    ['h264', 640, 480],
    ['aac', undefined, undefined],
  ])
  const complaints = execFileSync('sh', ['-c', `ffmpeg -v error -i '${film}' -f null - 2>&1`]).toString()
  expect(complaints).toBe('')
  // It is a picture, and not the black of an empty one; and there is a tone.
  const raw = execFileSync('ffmpeg', [
    ...[
      '-v',
      'error',
      '-ss',
      '3',
      '-i',
      film,
      '-frames:v',
      '1',
      '-vf',
      'scale=1:1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
  ])
  expect(Math.max(...raw)).toBeGreaterThan(30)
  const volume = execFileSync('sh', [
    '-c',
    `ffmpeg -hide_banner -i '${film}' -af volumedetect -f null - 2>&1`,
  ]).toString()
  expect(Number(/mean_volume: (-?[\d.]+) dB/.exec(volume)?.[1])).toBeGreaterThan(-40)
  for (const name of ['../archive.json', 'encoder.ts', 'segment99999.ts'])
    expect((await fetch(new URL(encodeURIComponent(name), url))).status).toBe(404)
})

it('pushes to an RTMP server, and says when it is live', async () => {
  const port = await new Promise<number>((resolve) => {
    const probeServer = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probeServer.address() as { port: number }
      probeServer.close(() => resolve(free))
    })
  })
  const film = join(folder, 'film.flv')
  const receiver = spawn('ffmpeg', [
    ...[
      '-v',
      'error',
      '-y',
      '-listen',
      '1',
      '-i',
      `rtmp://127.0.0.1:${port}/app/stream-key`,
      '-c',
      'copy',
      film,
    ],
  ])
  await server.sandbox.participants.join({ room: 'r', publish: true })
  await server.sandbox.broadcasts.start({
    room: 'r',
    outputs: {
      rtmp: [
        { id: 'own', serverUrl: `rtmp://127.0.0.1:${port}/app`, streamName: 'stream-key' },
        { id: 'nobody', serverUrl: 'rtmp://127.0.0.1:1/app', streamName: 'x' },
      ],
    },
  })
  const statuses = async () =>
    Object.fromEntries(((await live())?.rtmp ?? []).map(({ id, status }) => [id, status]))
  await expect.poll(statuses, PATIENCE).toEqual({ own: 'live', nobody: 'error' })
  await expect.poll(() => existsSync(film) && statSync(film).size > 100_000, PATIENCE).toBe(true)
  receiver.kill('SIGINT')
  await once(receiver, 'close')
  expect(probe(film).streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac'])
  await expect.poll(statuses, PATIENCE).toMatchObject({ own: 'offline' })
  expect(log.join()).not.toContain('stream-key')
})

it('ends as error where ffmpeg is missing, and says what to install', async () => {
  const path = process.env.PATH
  process.env.PATH = folder
  try {
    await server.sandbox.participants.join({ room: 'r', publish: true })
    await server.sandbox.broadcasts.start({ room: 'r' })
    await expect.poll(async () => (await live())?.hls?.status, PATIENCE).toBe('error')
    expect(log.join()).toContain('apt install ffmpeg')
  } finally {
    process.env.PATH = path
  }
})

it('does not hold up a process that is told to end by Ctrl+C, even if ffmpeg hangs', async () => {
  // In a group of its own, as in a terminal.
  const child = spawn(process.execPath, [bin, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  const [line] = await once(child.stdout, 'data')
  const sandbox = connectSandbox(JSON.parse(String(line)).url)
  await sandbox.participants.join({ room: 'r', publish: true })
  await sandbox.broadcasts.start({ room: 'r', resolution: '640x480' })
  const status = async () => (await sandbox.services.list()).broadcasts[0]?.hls?.status
  await expect.poll(status, PATIENCE).toBe('live')
  const group = -(child.pid ?? 0)
  const children = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid='])
    .toString()
    .split('\n')
    .map((line) => line.trim().split(/ +/).map(Number))
    .filter(([, ppid]) => ppid === child.pid)
  expect(children.length).toBeGreaterThanOrEqual(2)
  for (const [pid = 0, , pgid] of children) {
    // Ctrl+C goes to the group: what is being written is not cut off by it.
    expect(pgid).not.toBe(child.pid)
    freeze(pid)
  }
  const ended = once(child, 'exit')
  process.kill(group, 'SIGINT')
  expect(await ended).toEqual([0, null])
})

function freeze(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP')
  } catch {
    // One that composes a part has ended by itself meanwhile.
  }
}
