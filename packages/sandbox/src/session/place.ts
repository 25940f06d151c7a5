/** A place in the network where OpenTok has servers, and where clients can be. */
export interface Place {
  /** Its name in options and commands: `sydney`. */
  readonly id: string
  /** The city, and what to call it: `Sydney, Australia`. */
  readonly name: string
  /** In degrees, north and east. */
  readonly latitude: number
  readonly longitude: number
}
