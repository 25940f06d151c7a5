import { createSandbox } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'

it('gives each client credentials of its own for the name that it uses, and keeps them out of the journal', async () => {
  const sandbox = createSandbox({
    log: () => {},
    relayFor: ({ hostname, connectionId }) => [
      { urls: `turn:${hostname}:3478`, username: `1:${connectionId}`, credential: 'a/secret+password=' },
    ],
  })
  const { sessionId, token } = await sandbox.tokens.create({ room: 'lobby' })
  const ask = async (client: { hostname?: string }) => {
    const url = `http://sandbox.example:9300/session/${sessionId}?extended=true`
    const headers = { 'X-OPENTOK-AUTH': token, 'X-TB-CONNECTIONID': 'ada' }
    const response = await sandbox.fetch(new Request(url, { headers }), client)
    return ((await response.json()) as [{ ice_servers: object[] }])[0].ice_servers
  }
  const own = { username: '1:ada', credential: 'a/secret+password=' }
  expect(await ask({})).toEqual([{ urls: 'turn:sandbox.example:3478', ...own }])
  expect(await ask({ hostname: 'localhost' })).toEqual([{ urls: 'turn:localhost:3478', ...own }])
  const kept = JSON.stringify((await sandbox.journal.find({})).entries)
  expect(kept).toContain('1:ada')
  expect(kept).not.toContain('secret+password')
  sandbox.close()
})
