import '@opentok-sandbox/mocks/vitest'
import { installFakeMedia } from '@opentok-sandbox/mocks/fake-media'

installFakeMedia()
