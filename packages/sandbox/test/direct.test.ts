import { createSandbox } from '@opentok-sandbox/sandbox'
import { commandContract } from './contract/commands.ts'
import { instrumentContract } from './contract/instruments.ts'
import { liveContract } from './contract/live.ts'
import { messagingContract } from './contract/messaging.ts'
import { networkContract } from './contract/network.ts'
import { platformContract } from './contract/platform.ts'
import { restContract } from './contract/rest.ts'
import { streamContract } from './contract/streams.ts'
import { type OpenTransport, openSocket } from './contract/transport.ts'

/** The sandbox called as it is, by function. */
const openDirect: OpenTransport = async (options) => {
  const sandbox = createSandbox(options)
  return {
    fetch: (request) => sandbox.fetch(request),
    connect: (url) => openSocket(sandbox, url),
    sandbox,
    close: () => sandbox.reset(),
  }
}

restContract('function calls', openDirect)
messagingContract('function calls', openDirect)
streamContract('function calls', openDirect)
liveContract('function calls', openDirect)
commandContract('function calls', openDirect)
instrumentContract('function calls', openDirect)
networkContract('function calls', openDirect)
platformContract('function calls', openDirect)
