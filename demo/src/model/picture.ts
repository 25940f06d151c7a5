import { type Signal, signal } from '@preact/signals'

/** A person's picture in the call, with what is known of it. */
export interface Picture {
  readonly id: string
  readonly name: string
  readonly isOwn: boolean
  readonly isScreen: boolean
  /** Where OpenTok's client puts its video. */
  readonly host: HTMLElement
  /** What is said in place of the picture. */
  readonly said: Signal<string>
  readonly hasAudio: Signal<boolean>
  readonly hasVideo: Signal<boolean>
  readonly isSpeaking: Signal<boolean>
  readonly isReconnecting: Signal<boolean>
  /** What a moderator can do to it. */
  readonly moderation?: { mute(): void; unpublish(): void } | undefined
}

let count = 0

export function createPicture(
  parts: Pick<Picture, 'name' | 'isOwn' | 'isScreen' | 'moderation'> & {
    hasAudio: boolean
    hasVideo: boolean
  },
): Picture {
  const host = document.createElement('div')
  host.className = 'video'
  return {
    ...parts,
    id: `picture-${++count}`,
    host,
    said: signal(''),
    hasAudio: signal(parts.hasAudio),
    hasVideo: signal(parts.hasVideo),
    isSpeaking: signal(false),
    isReconnecting: signal(false),
  }
}
