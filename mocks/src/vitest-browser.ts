// A setup file for the browser mode of vitest, with the plugin of `@opentok-sandbox/mocks/vite`:
//
//   plugins: [opentokWorker()], test: { browser: { … }, setupFiles: ['@opentok-sandbox/mocks/vitest-browser'] }

import { afterEach } from 'vitest'
import { type BrowserSandbox, startSandbox } from './browser.ts'

/** The sandbox that answers in this test file. It is reset after each test, to the same seed. */
export const sandbox: BrowserSandbox = await startSandbox({ seed: 1 })

afterEach(() => sandbox.reset())
