import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const BIN = fileURLToPath(new URL('../../packages/server/dist/bin.js', import.meta.url))

/** The port of the sandbox in its namespace. */
const PORT = 9400

const run = (...command: string[]) => {
  const [program = '', ...input] = command
  execFileSync(program, input, { stdio: 'pipe' })
}

/** Whether this machine lets this process make network namespaces. */
export function hasNamespaces(): boolean {
  const name = `opentok-probe-${process.pid}`
  try {
    run('ip', 'netns', 'add', name)
    run('ip', 'netns', 'del', name)
    return true
  } catch {
    return false
  }
}

/** Two networks that a server routes between: each has a browser, and the way from one to the other can be cut. */
export interface Laboratory {
  /** The address of the sandbox for a browser of each network. */
  urls: readonly [string, string]
  browsers: readonly [Browser, Browser]
  /** Cuts or restores the way between the networks. Both still reach the server. */
  setDirect(isOpen: boolean): void
  close(): Promise<void>
}

/** @param chromiumPath the browser's program */
export async function openLaboratory(chromiumPath: string): Promise<Laboratory> {
  const [server, ...clients] = ['s', 'a', 'b'].map((letter) => `otsb${process.pid}${letter}`)
  const all = [server, ...clients].filter((name) => name !== undefined)
  const folder = mkdtempSync(join(tmpdir(), 'opentok-namespaces-'))
  const within = (name: string, ...command: string[]) => run('ip', 'netns', 'exec', name, ...command)
  const setDirect = (isOpen: boolean) =>
    within(server ?? '', 'sh', '-c', `echo ${isOpen ? 1 : 0} > /proc/sys/net/ipv4/ip_forward`)

  for (const name of all) {
    run('ip', 'netns', 'add', name)
    within(name, 'ip', 'link', 'set', 'lo', 'up')
  }
  clients.forEach((name, i) => {
    const [own, other] = [`10.77.${i + 1}.1`, `10.77.${i + 1}.2`]
    // The name of an interface has at most 15 characters.
    const link = `v${process.pid % 1_000_000}${i}`
    run(
      'ip',
      'link',
      'add',
      `${link}s`,
      'netns',
      server ?? '',
      'type',
      'veth',
      'peer',
      'name',
      `${link}c`,
      'netns',
      name,
    )
    within(server ?? '', 'ip', 'addr', 'add', `${own}/24`, 'dev', `${link}s`)
    within(server ?? '', 'ip', 'link', 'set', `${link}s`, 'up')
    within(name, 'ip', 'addr', 'add', `${other}/24`, 'dev', `${link}c`)
    within(name, 'ip', 'link', 'set', `${link}c`, 'up')
    within(name, 'ip', 'route', 'add', 'default', 'via', own)
  })
  setDirect(true)

  const sandbox = spawn(
    'ip',
    [
      'netns',
      'exec',
      server ?? '',
      process.execPath,
      BIN,
      '--host',
      '0.0.0.0',
      '--turn',
      '--port',
      `${PORT}`,
      '--json',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(sandbox.stdout, 'data')
  const urls = [1, 2].map((network) => `http://10.77.${network}.1:${PORT}`) as [string, string]
  const browsers = await Promise.all(
    clients.map((name, i) => {
      const program = join(folder, `chromium-${i}`)
      writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${name} '${chromiumPath}' "$@"\n`)
      chmodSync(program, 0o755)
      return chromium.launch({
        executablePath: program,
        args: [
          '--no-sandbox',
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          '--disable-background-networking',
          // Cameras are for secure pages only, and an address of a network is none.
          `--unsafely-treat-insecure-origin-as-secure=${urls.join(',')}`,
        ],
      })
    }),
  )
  return {
    urls,
    browsers: browsers as [Browser, Browser],
    setDirect,
    async close() {
      await Promise.all(browsers.map((browser) => browser.close()))
      sandbox.kill()
      await once(sandbox, 'exit')
      for (const name of all) run('ip', 'netns', 'del', name)
      rmSync(folder, { recursive: true })
    },
  }
}
