import { defineConfig } from 'vitest/config'
import { greeting } from './demo/greeting-plugin.ts'
import { pageAsTest } from './docs/page-as-test.ts'
import { opentokWorker } from './mocks/src/vite.ts'

// Workspace code runs from its sources, with no build step between.
const resolve = { conditions: ['@opentok-sandbox/source', 'module', 'browser', 'development|production'] }
const ssr = {
  resolve: { conditions: ['@opentok-sandbox/source', 'module', 'node', 'development|production'] },
}

export default defineConfig({
  root: 'demo',
  plugins: [opentokWorker(), greeting()],
  resolve,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Found only when the page runs, these would make the dev server reload it.
  optimizeDeps: {
    include: [
      '@opentok/client',
      '@preact/signals',
      '@tanstack/virtual-core',
      'preact',
      'preact/hooks',
      'preact/jsx-dev-runtime',
    ],
  },
  build: { chunkSizeWarningLimit: 3000 },
  test: {
    root: '.',
    // By default it leaves one core free, which on two is half of them; many tests wait more than they compute.
    maxWorkers: 2,
    // What the client and the sandbox say on the console is shown where a test fails.
    silent: 'passed-only',
    // The client rejects a refused publish() a second time, where nobody can hear it.
    onUnhandledError: ({ name, stack }) => !(name?.startsWith('OT_') && stack?.includes('@opentok/client')),
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'node',
          include: [
            'packages/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'mocks/test/node/*.test.ts',
            'demo/test/model/*.test.ts',
          ],
          // Some start processes, which takes long on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'happy-dom',
          testTimeout: 60_000,
          environment: 'happy-dom',
          include: ['packages/core/test/**/*.test.ts', 'mocks/test/happy-dom/*.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'client',
          testTimeout: 60_000,
          environment: 'happy-dom',
          include: ['mocks/test/client/*.test.ts', 'examples/vitest/*.test.ts'],
          setupFiles: ['@opentok-sandbox/mocks/vitest'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'media',
          testTimeout: 60_000,
          environment: 'happy-dom',
          include: ['mocks/test/media/*.test.ts', 'examples/call/*.test.ts'],
          setupFiles: ['examples/call/setup.ts'],
        },
      },
      {
        resolve,
        ssr,
        plugins: [pageAsTest()],
        test: {
          name: 'docs',
          testTimeout: 60_000,
          environment: 'happy-dom',
          include: ['docs/*-*.md'],
          // Their programs run outside of the workspace, in examples/outside.
          exclude: [
            'docs/without-vite.md',
            'docs/test-a-call.md',
            'docs/with-*.md',
            'docs/in-the-browser.md',
            'docs/run-a-server.md',
            'docs/no-edits.md',
            'docs/test-with-playwright.md',
            'docs/test-in-*.md',
            'docs/test-with-jest.md',
            'docs/test-with-cypress.md',
            'docs/in-ci.md',
            'docs/when-*.md',
            'docs/a-room-*.md',
            'docs/why-*.md',
          ],
          setupFiles: ['@opentok-sandbox/mocks/vitest'],
        },
      },
      {
        resolve,
        ssr,
        plugins: [pageAsTest()],
        test: { name: 'docs of the server', include: ['docs/run-a-server.md'] },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'chromium',
          // One browser at a time, after all else: calls need the time that they would have outside of tests.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          include: ['demo/test/*.test.ts'],
          globalSetup: ['demo/test/find-chromium.ts', 'demo/test/serve-build.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
