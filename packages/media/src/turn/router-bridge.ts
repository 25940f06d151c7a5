import { createSocket } from 'node:dgram'
import type { Bridge } from './turn-relay.ts'

/**
 * Lets clients that can reach nothing but the TURN server reach the media router of the same process.
 *
 * @param isRouter whether an endpoint is one that the router listens on now
 */
export function createRouterBridge(isRouter: (address: string, port: number) => boolean): Bridge {
  return ({ address, port }, receive) => {
    if (!isRouter(address, port)) return undefined
    const socket = createSocket('udp4')
    socket.on('error', () => {})
    socket.on('message', receive)
    socket.unref()
    return {
      send: (data) => {
        // The port may belong to somebody else by now.
        if (isRouter(address, port)) socket.send(data, port, address, () => {})
      },
      close: () => socket.close(),
    }
  }
}
