import { symphonyAddress } from '../session/session.ts'
import type { World } from '../world.ts'
import { type Exchange, Refused } from './exchange.ts'
import type { Frame } from './frame.ts'
import type { Link } from './link.ts'
import { MessageError, parseMessage } from './message.ts'
import { routeMessage } from './router.ts'

/** Clients choose UUIDs. */
const LONGEST_ID = 255

/**
 * Does what a frame of a client asks for (messaging facts §2).
 *
 * @param leave ends the client's stay by its own wish
 */
export function handleFrame(world: World, link: Link, frame: Frame, leave: () => void): void | Promise<void> {
  switch (frame.type) {
    case 'CONNECT':
      // A second one would change who an established connection is.
      if (link.uniqueId === '') link.uniqueId = (frame.headers.get('uniqueId') ?? '').slice(0, LONGEST_ID)
      return
    case 'PING':
      link.pong()
      return
    case 'STATUS':
      link.acknowledge(frame.headers.get('TRANSACTION-ID') ?? '')
      return
    case 'DISCONNECT':
      if (frame.headers.get('reconnect') !== '1') leave()
      return
    case 'MESSAGE':
      return handleMessage(world, link, frame)
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
    case 'PONG':
      // Whoever connects to a session hears all of it: the topics say nothing new.
      return
  }
}

function handleMessage(world: World, link: Link, { headers, body }: Frame): void | Promise<void> {
  const transaction = headers.get('TRANSACTION-ID') ?? ''
  if (transaction === '' || !link.begin(transaction)) return
  const refuse = (error: unknown) => refuseMessage(world, link, transaction, error)
  try {
    const message = parseMessage(body)
    const from = symphonyAddress(message.parameters.get('session') ?? '')
    const exchange: Exchange = {
      world,
      link,
      message,
      headers,
      accept: (content) => link.answer(transaction, 200, from, content),
    }
    return routeMessage(exchange)?.catch(refuse)
  } catch (error) {
    refuse(error)
  }
}

function refuseMessage(world: World, link: Link, transaction: string, error: unknown): void {
  const { status, reason, message } = describe(error)
  link.answer(transaction, status, link.place?.session.symphonyAddress ?? '', { reason })
  world.log({ level: 'warn', message: `${message} (STATUS ${status} ${reason})` })
}

/** A defect of the sandbox must neither end its process nor leave a client without an answer. */
function describe(error: unknown): { status: number; reason: string; message: string } {
  if (error instanceof Refused) return error
  if (error instanceof MessageError) return { status: 400, reason: 'invalidMessage', message: error.message }
  return { status: 500, reason: 'internalError', message: `The sandbox failed: ${error}` }
}
