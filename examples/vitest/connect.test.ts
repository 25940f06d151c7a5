import OT from '@opentok/client'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { expect, it } from 'vitest'

it('connects the real OpenTok client to a session, offline', async () => {
  const opentok = new OpenTok(DEVELOPMENT_PROJECT)
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const token = await session.generateToken({ role: 'moderator', data: 'name=Ada' })

  const client = OT.initSession(opentok.apiKey, session.sessionId)
  await new Promise<void>((resolve, reject) => {
    client.connect(token, (error) => (error ? reject(error) : resolve()))
  })

  expect(client.connection?.data).toBe('name=Ada')
  client.disconnect()
})
