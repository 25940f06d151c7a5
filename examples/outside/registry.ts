import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['packages/core', 'packages/sandbox', 'packages/media', 'packages/server', 'mocks']

interface Packed {
  manifest: { name: string; version: string }
  tarball: Buffer
}

/**
 * Serves the packed packages as the npm registry will serve them, and sends npm on to the registry that it is set up with
 * for all others.
 *
 * @param folder where to put the tarballs
 */
export async function serveRegistry(folder: string): Promise<{ url: string; close(): void }> {
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()
  const packages = new Map(FOLDERS.map((path) => pack(join(root, path), folder)))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const found = packages.get(path.replace(/\/-\/.*$/, ''))
    if (found === undefined) {
      response.writeHead(302, { Location: new URL(request.url?.slice(1) ?? '', upstream).href }).end()
    } else if (path.endsWith('.tgz')) response.end(found.tarball)
    else response.end(JSON.stringify(describe(found, `http://${request.headers.host}`)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

function pack(path: string, folder: string): [string, Packed] {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: path,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ filename }] = JSON.parse(said) as [{ filename: string }]
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Packed['manifest']
  return [manifest.name, { manifest, tarball: readFileSync(join(folder, filename)) }]
}

function describe({ manifest, tarball }: Packed, registry: string) {
  const { name, version } = manifest
  const dist = {
    tarball: `${registry}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  }
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
}
