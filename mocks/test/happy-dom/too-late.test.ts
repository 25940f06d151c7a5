import '@opentok/client'
import { startSandbox } from '@opentok-sandbox/mocks/node'
import { expect, it } from 'vitest'

it('says at once that the client was loaded before the sandbox listened, and what to do', async () => {
  const start = startSandbox()
  await expect(start).rejects.toMatchObject({ name: 'ClientLoadedTooEarly' })
  await expect(start).rejects.toThrow('@opentok-sandbox/mocks/vitest in setupFiles')
})
