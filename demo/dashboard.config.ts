import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/**
 * The page as a part of the server: it talks to the server that serves it, wherever that is mounted, and loads
 * OpenTok's client from what the user has installed.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  resolve: { conditions: ['@opentok-sandbox/source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    {
      name: 'opentok-sandbox:dashboard',
      transformIndexHtml: {
        order: 'pre',
        handler: (html) => html.replace('/src/main.ts', '/src/dashboard.ts'),
      },
    },
  ],
  build: { outDir: '../packages/server/page', emptyOutDir: true },
})
