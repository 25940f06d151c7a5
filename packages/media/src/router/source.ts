import type { Codec, Kind, MediaPacket } from './packet.ts'

/** What packets flow to: a subscriber's leg, a recorder. */
export interface Sink {
  /**
   * A packet has come. `isSwitched` is true of the first one of another layer, whose numbers do not go on from those
   * before.
   */
  write(kind: Kind, packet: MediaPacket, isSwitched: boolean): void
}

/** The flow from a source to a sink. */
export interface Feed {
  /** The sink needs a picture that stands for itself. */
  requestKeyframe(): void
  /** Nothing of the picture flows until the next one that stands for itself, which is requested. */
  restart(): void
  /** The sink needs a picture of about this many pixels in height; a source with several layers chooses one. */
  preferHeight(height: number | undefined): void
  close(): void
}

/** Where packets come from: a publisher's leg, the clip of a simulated participant. */
export interface Source {
  /** The codecs of the media that it has. */
  readonly codecs: ReadonlyMap<Kind, Codec>
  connect(sink: Sink): Feed
}
