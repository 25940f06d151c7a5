/** What has become of an archive, in the words of the REST API (platform facts §3.3). */
export type ArchiveStatus =
  | 'started'
  | 'paused'
  | 'stopped'
  | 'uploaded'
  | 'available'
  | 'expired'
  | 'failed'
  | 'deleted'

/** An archive as clients hear of it (messaging facts §3.2). */
export interface Archive {
  readonly id: string
  readonly name: string | null
  status: ArchiveStatus
}

/** Whether it records, or would if anybody published. */
export function isRunning({ status }: Pick<Archive, 'status'>): boolean {
  return status === 'started' || status === 'paused'
}
