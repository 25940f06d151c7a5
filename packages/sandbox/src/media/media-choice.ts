import type { Connection } from '../session/connection.ts'
import type { MediaPath } from '../session/media-path.ts'
import type { MediaLeg } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'
import type { Stream, Subscriber } from '../session/stream.ts'

/** The paths that media can take. */
export interface MediaPaths {
  mesh: MediaPath
  /** A media server; without one, a mesh takes its place. */
  server?: MediaPath | undefined
  /** Whether the media server routes routed sessions, besides playing what simulated participants publish. */
  routes: boolean
}

/** Gives each stream and each subscription the path that it needs, and keeps to it. */
export function createMediaChoice({ mesh, server, routes }: MediaPaths): MediaPath {
  const chosen = new WeakMap<Stream | Subscriber, MediaPath>()

  function choose(session: Session, owner: Connection, subscriber?: Subscriber): MediaPath {
    // Made-up media is negotiated, and does not flow.
    if (server === undefined || subscriber?.connection.takesFakeMedia) return mesh
    if (owner.simulated) return server
    return routes && session.mediaMode === 'routed' && !owner.takesFakeMedia ? server : mesh
  }

  function remember(key: Stream | Subscriber, path: MediaPath): MediaPath {
    chosen.set(key, path)
    return path
  }

  const find = ({ stream, subscriber }: MediaLeg) => chosen.get(subscriber ?? stream)

  return {
    publish: (session, stream, cause) =>
      remember(stream, choose(session, stream.owner)).publish(session, stream, cause),
    unpublish: (session, stream) => chosen.get(stream)?.unpublish(session, stream),
    begin: (session, subscriber) =>
      remember(subscriber, choose(session, subscriber.stream.owner, subscriber)).begin(session, subscriber),
    update: (session, subscriber) => chosen.get(subscriber)?.update(session, subscriber),
    end: (session, subscriber) => chosen.get(subscriber)?.end(session, subscriber),
    negotiate: (session, leg, ...others) => find(leg)?.negotiate(session, leg, ...others),
    close() {
      mesh.close()
      server?.close()
    },
  }
}
