// What `preset: '@opentok-sandbox/mocks/jest'` means.

import { fileURLToPath } from 'node:url'

export default { testEnvironment: fileURLToPath(new URL('./environment.js', import.meta.url)) }
