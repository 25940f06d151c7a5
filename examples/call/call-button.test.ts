import OT from '@opentok/client'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { loadClient } from '@opentok-sandbox/mocks/load-client'
import { expect, it, vi } from 'vitest'
import { createCallButton } from './call-button.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)

async function connect(client: typeof OT, sessionId: string) {
  const session = client.initSession(opentok.apiKey, sessionId)
  const token = await opentok.generateToken(sessionId)
  await new Promise<void>((resolve, reject) =>
    session.connect(token, (error) => (error ? reject(error) : resolve())),
  )
  return session
}

it('shows and hides one’s camera, and the others see it come and go', async () => {
  const { sessionId } = await opentok.createSession()
  const other = await connect(loadClient(import.meta.url), sessionId)
  const seen: string[] = []
  other.on('streamCreated', ({ stream }) => {
    other.subscribe(stream, document.createElement('div'), {}, () => seen.push('playing'))
  })
  other.on('streamDestroyed', () => seen.push('gone'))

  const session = await connect(OT, sessionId)
  const { button } = createCallButton(session, (element) => OT.initPublisher(element))
  button.click()
  await vi.waitFor(() => expect(button.textContent).toBe('Hide me'))
  await vi.waitFor(() => expect(seen).toEqual(['playing']))
  button.click()
  expect(button.textContent).toBe('Show me')
  await vi.waitFor(() => expect(seen).toEqual(['playing', 'gone']))
})
