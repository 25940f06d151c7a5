// Every recipe of the documentation, from packed packages in a folder outside of the workspace.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['examples/outside/*.test.ts'],
    globalSetup: ['demo/test/find-chromium.ts', 'examples/outside/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
