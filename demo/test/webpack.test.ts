import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import webpack from 'webpack'
import { openStage } from './browser.ts'

const require = createRequire(import.meta.url)

function bundle(folder: string): Promise<void> {
  const compiler = webpack({
    mode: 'development',
    devtool: false,
    entry: fileURLToPath(new URL('./fixtures/webpack-app.js', import.meta.url)),
    output: { path: folder, filename: 'app.js' },
  })
  return new Promise((resolve, reject) => {
    compiler?.run((error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-only')))
      else resolve()
    })
  })
}

it('works in a page that webpack has built, with MSW’s worker script where the app says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opentok-webpack-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const shop = join(folder, 'shop')
  await bundle(shop)
  cpSync(require.resolve('msw/mockServiceWorker.js'), join(shop, 'mockServiceWorker.js'))
  const page =
    '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="app.js"></script>'
  writeFileSync(join(shop, 'index.html'), page)
  const server = await preview({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: 0, host: 'localhost' },
  })
  onTestFinished(() => server.close())
  const stage = await openStage('build')
  onTestFinished(() => stage.close())
  const { page: tab, faults } = await stage.open()
  await tab.goto(`${server.resolvedUrls?.local[0]}shop/index.html`)
  await tab.getByText('connected, shared').waitFor()
  expect(faults).toEqual([])
}, 180_000)
