// A setup file that adds fake cameras, microphones and peer connections to the DOM of a test:
//
//   setupFiles: ['@opentok-sandbox/mocks/vitest', '@opentok-sandbox/mocks/fake-media/install']

import { installFakeMedia } from './index.ts'

installFakeMedia()
