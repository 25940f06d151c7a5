import OT from '@opentok/client'
import { joinAs, sandbox } from '@opentok-sandbox/mocks/vitest'
import { expect, it, vi } from 'vitest'

it('connects two participants, each with a client of its own, in a line each', async () => {
  const ada = await joinAs('Ada', { room: 'lobby' })
  const bob = await joinAs('Bob', { room: 'lobby', role: 'moderator' })
  expect(new Set([ada.OT, bob.OT, OT]).size).toBe(3)
  const said: unknown[] = []
  ada.session.on('signal', ({ data, from }) => said.push([data, from?.data]))
  bob.session.signal({ type: 'chat', data: 'hello' }, () => {})
  await vi.waitFor(() => expect(said).toEqual([['hello', 'name=Bob']]))
})

it('gives what the client says about a token that is refused', async () => {
  await sandbox.fail('token-expired')
  await expect(joinAs('Ada', { room: 'lobby' })).rejects.toMatchObject({ name: 'OT_AUTHENTICATION_ERROR' })
})

it('names the line that is missing when a DOM without a camera publishes', async () => {
  const { OT: client, session } = await joinAs('Ada', { room: 'lobby' })
  const publisher = client.initPublisher(document.createElement('div'), {}, () => {})
  const refused = new Promise<Error | undefined>((resolve) => session.publish(publisher, resolve))
  expect((await refused)?.message).toContain(
    "Add '@opentok-sandbox/mocks/fake-media/install' to setupFiles, after '@opentok-sandbox/mocks/vitest'.",
  )
})
