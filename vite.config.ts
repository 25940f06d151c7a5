import { defineConfig } from 'vitest/config'
import { opentokWorker } from './mocks/src/vite.ts'

// Workspace code runs from its sources, with no build step between.
const conditions = ['@opentok-sandbox/source']

export default defineConfig({
  root: 'demo',
  plugins: [opentokWorker()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  optimizeDeps: { include: ['@opentok/client'] },
  build: { outDir: 'dist', emptyOutDir: true },
  test: {
    root: '.',
    projects: [
      {
        resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
        test: {
          name: 'happy-dom',
          environment: 'happy-dom',
          include: ['mocks/test/vitest/*.test.ts'],
          setupFiles: ['mocks/src/vitest.ts'],
        },
      },
    ],
  },
})
