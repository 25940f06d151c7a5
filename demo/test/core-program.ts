// Runs as a script of a page or as a worker's whole program, and posts what came of it.

import { OpenTok, verifyToken } from '@opentok-sandbox/core'

const sessionId = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4'
const answer = `<sessions><Session><session_id>${sessionId}</session_id></Session></sessions>`
const project = { apiKey: '123456', apiSecret: 'not a secret', fetch: async () => new Response(answer) }

function tryWithoutPermission(): string {
  try {
    return new OpenTok(project).apiKey
  } catch (error) {
    return String(error)
  }
}

const session = await new OpenTok({ ...project, allowSecretInBrowser: true }).createSession()
const { data } = await verifyToken(await session.generateToken({ data: 'name=Ada' }), project.apiSecret)
postMessage({ refused: tryWithoutPermission(), sessionId: session.sessionId, data })
