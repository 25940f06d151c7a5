// An app as it is written for OpenTok, without a word about a sandbox.

import OT from '@opentok/client'

const status = document.querySelector('#status')
const say = (text: string) => status?.replaceChildren(text)

// Its server would answer this; in development the sandbox does.
const { apiKey, sessionId, token } = await (await fetch('/opentok-sandbox/room/example')).json()

const session = OT.initSession(apiKey, sessionId)
session.on('streamCreated', ({ stream }) => {
  session.subscribe(stream, document.body, { insertMode: 'append' })
})
session.connect(token, (error) => {
  if (error) return say(error.message)
  session.publish(OT.initPublisher(document.body, { insertMode: 'append' }))
  say('connected')
})
