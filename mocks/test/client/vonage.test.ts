import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import OT from '@vonage/client-sdk-video'
import { expect, it } from 'vitest'

it('connects @vonage/client-sdk-video, the twin of @opentok/client', async () => {
  const opentok = new OpenTok(DEVELOPMENT_PROJECT)
  const session = await opentok.createSession()
  const token = await session.generateToken({ data: 'name=Ada' })
  const client = OT.initSession(opentok.apiKey, session.sessionId)
  await new Promise<void>((resolve, reject) =>
    client.connect(token, (error) => (error ? reject(error) : resolve())),
  )
  expect(client.connection?.data).toBe('name=Ada')
  client.disconnect()
})
