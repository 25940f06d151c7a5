import { type Archive, isRunning } from '../session/archive.ts'
import type { Connection, EndReason } from '../session/connection.ts'
import type { SessionEvent, SessionListener } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import type { Message } from './message.ts'
import { sessionUri, subscriberIdFor, symphonyAddress } from './session-address.ts'

/** What a client is told whose audio has to be muted (messaging facts §3.1). */
const MUTE = { reason: 'mute', channels: ['audio'], active: true, locked: false }

/** Delivers a message to the client of a connection. */
export type Deliver = (connection: Connection, message: Message) => void

/**
 * Turns events into the messages that clients know them by (messaging facts §3.2). All receivers of an event get the
 * same message object, so that it becomes one frame.
 */
export function createAnnouncer(deliver: Deliver): SessionListener {
  function broadcast(session: Session, message: Message): void {
    for (const connection of session.connections.values()) deliver(connection, message)
  }

  /** Tells everybody of a resource; the path is what follows the session's URI. */
  function announce(session: Session, method: string, path: string, content: object): void {
    broadcast(session, {
      method,
      uri: sessionUri(session) + path,
      content,
      from: symphonyAddress(session.id),
    })
  }

  function announceArchive(session: Session, { id, name, status }: Readonly<Archive>): void {
    announce(session, 'created', `/archive/${id}`, { id, name: name ?? '', status })
  }

  /** Tells everybody of an end; the client that it happened to as well, unless it left by itself. */
  function announceEnd(session: Session, path: string, reason: EndReason, connection: Connection): void {
    const uri = sessionUri(session) + path
    const message = { method: 'deleted', uri, content: {}, from: symphonyAddress(session.id), reason }
    broadcast(session, message)
    const isTold = session.connections.get(connection.id) === connection
    if (!isTold && reason !== 'clientDisconnected') deliver(connection, message)
  }

  function sendSignal({ session, signalId, content, from, to }: SessionEvent<'signal'>): void {
    const uri = `${sessionUri(session)}/signal/${signalId}`
    const signal = { method: 'signal', uri, content, from: from?.id ?? '' }
    // A client that hears of no connections must learn from the signal itself who sent it.
    const introduced = from && { ...signal, content: { ...content, fromConnection: from } }
    for (const receiver of to ? [to] : session.connections.values()) {
      deliver(receiver, (receiver.connectionEventsSuppressed && introduced) || signal)
    }
  }

  function sendData({ session, stream, channelId, dataId, content }: SessionEvent<'streamData'>): void {
    const uri = `${sessionUri(session)}/stream/${stream.id}/channel/${channelId}/data/${dataId}`
    const message = { method: 'data', uri, content, from: stream.owner.id }
    // Captions go to those who subscribe to them (platform facts §6); other data has no such switch.
    const receivers = [...stream.subscribers.values()]
      .filter(({ wants }) => wants.get(channelId)?.active !== false)
      .map(({ connection }) => connection)
    for (const receiver of new Set(receivers)) deliver(receiver, message)
  }

  function sendMediaSignal({ session, leg, signal, from, to }: SessionEvent<'mediaSignalSent'>): void {
    const { stream, subscriber } = leg
    const below = subscriber ? `/subscriber/${subscriberIdFor(subscriber, to)}` : ''
    const uri = `${sessionUri(session)}/stream/${stream.id}${below}`
    const receiver = to === 'subscriber' && subscriber ? subscriber.connection : stream.owner
    deliver(receiver, { ...signal, uri, from: from?.id ?? symphonyAddress(session.id) })
  }

  return (event) => {
    const { session } = event
    switch (event.type) {
      case 'connectionCreated':
        // Its `connect()` waits for this: the newcomer is told, too.
        return announce(session, 'created', `/connection/${event.connection.id}`, event.connection)
      case 'connectionDestroyed':
        return announceEnd(session, `/connection/${event.connection.id}`, event.reason, event.connection)
      case 'streamCreated':
        // The publisher's `publish()` waits for this.
        return announce(session, 'created', `/stream/${event.stream.id}`, event.stream)
      case 'streamDestroyed':
        return announceEnd(session, `/stream/${event.stream.id}`, event.reason, event.stream.owner)
      case 'streamPropertyChanged':
        return announce(
          session,
          'updated',
          `/stream/${event.stream.id}/channel/${event.channelId}`,
          event.changes,
        )
      case 'streamData':
        return sendData(event)
      case 'signal':
        return sendSignal(event)
      case 'muteForced':
        return announce(session, 'update', '', { ...MUTE, active: event.active, exclusion: event.excluded })
      case 'streamMuteForced': {
        const uri = `${sessionUri(session)}/stream/${event.stream.id}`
        const message = { method: 'update', uri, content: MUTE, from: symphonyAddress(session.id) }
        return deliver(event.stream.owner, message)
      }
      case 'mediaSignalSent':
        return sendMediaSignal(event)
      case 'archiveStarted':
        return announceArchive(session, event.archive)
      case 'archiveChanged': {
        const { id, status } = event.archive
        // What becomes of its file, clients are not told.
        if (status === 'stopped' || isRunning(event.archive))
          announce(session, 'updated', `/archive/${id}`, { status })
        return
      }
      case 'streamArchivingChanged':
        return announce(session, 'updated', `/stream/${event.stream.id}`, { archiving: event.archiving })
      case 'sessionPlaced':
      case 'publishRequested':
      case 'publishAbandoned':
      case 'subscriptionChanged':
      case 'layoutChanged':
      case 'subscribed':
      case 'unsubscribed':
      case 'mediaSignalReceived':
      case 'serviceChanged':
        return
    }
  }
}
