/** An archive as clients hear of it (messaging facts §3.2). */
export interface Archive {
  readonly id: string
  readonly name: string
  status: 'started' | 'paused' | 'stopped'
}
