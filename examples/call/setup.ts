import '@opentok-sandbox/mocks/vitest'
import '@opentok-sandbox/mocks/fake-media/install'
