import type { Context } from '../context.ts'
import { RefusalRecord } from '../journal/refusal-record.ts'
import { Refusal } from '../refusal.ts'
import { NotInSession } from '../session/lookup.ts'
import { LONGEST_CLIENT_ID, readClientId } from './client-id.ts'
import type { Exchange } from './exchange.ts'
import type { Frame } from './frame.ts'
import type { Link, Transaction } from './link.ts'
import { type ClientMessage, MessageError, parseMessage } from './message.ts'
import { NoStatus } from './message-fault.ts'
import { routeMessage } from './router.ts'
import { symphonyAddress } from './session-address.ts'

/** What a frame can do to the stay of its client. */
export interface FrameActions {
  /** The client leaves by its own wish. */
  leave(entry: number): void
  /** The client asks whether the sandbox is there. */
  pinged(entry: number): void
  join: Exchange['join']
}

/** Does what a frame of a client asks for (messaging facts §2). */
export function handleFrame(
  context: Context,
  link: Link,
  frame: Frame,
  entry: number,
  actions: FrameActions,
): void | Promise<void> {
  switch (frame.type) {
    case 'CONNECT':
      // A second one would change who an established connection is.
      if (link.uniqueId === '') link.uniqueId = readClientId(frame.headers.get('uniqueId'))
      return
    case 'PING':
      actions.pinged(entry)
      return
    case 'STATUS':
      link.acknowledge(frame.headers.get('TRANSACTION-ID') ?? '')
      return
    case 'DISCONNECT':
      if (frame.headers.get('reconnect') !== '1') actions.leave(entry)
      return
    case 'MESSAGE':
      return handleMessage(context, link, frame, entry, actions)
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
    case 'PONG':
      // A client that connects to a session hears all of it: the topics say nothing new.
      return
  }
}

function handleMessage(
  context: Context,
  link: Link,
  { headers, body }: Frame,
  entry: number,
  { join }: FrameActions,
): void | Promise<void> {
  const transaction = headers.get('TRANSACTION-ID') ?? ''
  if (transaction.length > LONGEST_CLIENT_ID) {
    // Neither kept nor repeated: a client chooses UUIDs.
    const message = `${link.label}: a message was ignored: its TRANSACTION-ID has more than ${LONGEST_CLIENT_ID} characters`
    context.log({ level: 'warn', message })
    return
  }
  if (transaction === '' || !link.begin(transaction, entry)) return
  let message: ClientMessage | undefined
  const refuse = (error: unknown) => {
    // A client that sends it again, over another socket, is answered.
    if (error instanceof NoStatus) link.forget(transaction)
    else refuseMessage(context, link, { transaction, entry, message }, error)
  }
  try {
    message = parseMessage(body)
    const from = symphonyAddress(message.parameters.get('session') ?? '')
    const exchange: Exchange = {
      context,
      link,
      message,
      cause: { by: 'client', entry },
      headers,
      accept: (content) => link.answer({ transaction, entry, message }, 200, from, content),
      join,
    }
    return routeMessage(exchange)?.catch(refuse)
  } catch (error) {
    refuse(error)
  }
}

function refuseMessage(context: Context, link: Link, refused: Transaction, error: unknown): void {
  const { status, reason, hint } = describe(error)
  const { membership } = link
  const { message, entry } = refused
  // What is cut off must not be a part of a token or a secret.
  const what = message
    ? context.redact(`${message.method} ${message.resource}`).trim().slice(0, 120)
    : 'a message'
  const { session, connection } = link.origin(entry)
  context.journal.add(
    new RefusalRecord({
      what,
      status,
      reason,
      hint,
      session: session ?? message?.parameters.get('session'),
      connection,
      cause: entry,
    }),
  )
  link.answer(refused, status, membership ? symphonyAddress(membership.session.id) : '', { reason })
  context.log({
    level: isOrdinary(link, message, error) ? 'info' : 'warn',
    message: `${link.label}: ${what} was refused with ${status} ${reason}: ${hint}`,
  })
}

/** What clients send on their way out, or about something that has just ended, is not a mistake of their developer. */
function isOrdinary(link: Link, message: ClientMessage | undefined, error: unknown): boolean {
  if (link.ended) return true
  return error instanceof NotInSession && message !== undefined && !/^(create|signal)$/.test(message.method)
}

/** A defect of the sandbox must neither end its process nor leave a client without an answer. */
function describe(error: unknown): { status: number; reason: string; hint: string } {
  if (error instanceof Refusal) return { status: error.status, reason: error.message, hint: error.hint }
  if (error instanceof NotInSession)
    return { status: 404, reason: `${error.missing}NotFound`, hint: error.message }
  if (error instanceof MessageError) return { status: 400, reason: 'invalidMessage', hint: error.message }
  return { status: 500, reason: 'internalError', hint: `The sandbox failed: ${error}` }
}
