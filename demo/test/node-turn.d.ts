declare module 'node-turn' {
  /** The part of the TURN server that the tests use. */
  export default class Turn {
    constructor(options: {
      listeningPort: number
      listeningIps: string[]
      relayIps: string[]
      authMech: 'long-term'
      credentials: Record<string, string>
    })
    start(): void
    stop(): void
  }
}
