import OT from '@opentok/client'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { expect, it } from 'vitest'

it('connects the real client to a session', async () => {
  const opentok = new OpenTok(DEVELOPMENT_PROJECT)
  const session = await opentok.createSession()
  console.log(session.sessionId)
  const token = await session.generateToken()
  const client = OT.initSession(opentok.apiKey, session.sessionId)
  const events: string[] = []
  client.on('sessionConnected', () => events.push('sessionConnected'))
  client.on('connectionCreated', () => events.push('connectionCreated'))
  await new Promise<void>((resolve, reject) =>
    client.connect(token, (error) => (error ? reject(error) : resolve())),
  )
  expect(events).toContain('sessionConnected')
  console.log(events)
  const got = new Promise((resolve) =>
    client.on('signal', (e: any) => resolve([e.type, e.data, e.from.connectionId])),
  )
  client.signal({ type: 'chat', data: 'hello' }, () => {})
  console.log(await got)
  client.disconnect()
})
