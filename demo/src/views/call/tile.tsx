import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Picture } from '../../model/picture.ts'
import { Icon } from '../parts/icon.tsx'
import type { Box } from './arrange-pictures.ts'
import { TileDetails } from './tile-details.tsx'

/** A participant's picture, with what is known of it and what a moderator can do to it. */
export function Tile({
  picture,
  box,
  showsDetails,
}: {
  picture: Picture
  box: Box | undefined
  showsDetails: boolean
}) {
  const { name, isOwn, isScreen, host, moderation } = picture
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    place.current?.append(host)
  }, [host])
  const isMuted = !picture.hasAudio.value && !isScreen
  const isDark = !picture.hasVideo.value
  const said = picture.isReconnecting.value ? 'Reconnecting…' : picture.said.value
  const style = box && { left: box.x, top: box.y, width: box.width, height: box.height }
  return (
    <figure
      class="tile"
      style={style}
      aria-label={describe(picture, isMuted)}
      data-speaking={picture.isSpeaking.value && !isMuted}
      data-kind={isScreen ? 'screen' : isOwn ? 'own' : 'other'}
    >
      <div class="media" data-dark={isDark} ref={place} />
      {(isDark || said) && (
        <div class="cover" data-clear={picture.isReconnecting.value}>
          <p class="initials" aria-hidden="true">
            {initialsOf(name)}
          </p>
          {said && <p class="said">{said}</p>}
        </div>
      )}
      {showsDetails && <TileDetails host={host} />}
      {moderation && (
        <div class="actions">
          <button type="button" class="round small" aria-label="Mute" title="Mute" onClick={moderation.mute}>
            <Icon name="muted" />
          </button>
          <button
            type="button"
            class="round small"
            aria-label="Unpublish"
            title="Unpublish"
            onClick={moderation.unpublish}
          >
            <Icon name="unpublish" />
          </button>
        </div>
      )}
      <figcaption class="caption">
        {isMuted && <Icon name="muted" />}
        {isScreen && <Icon name="screen" />}
        <span class="name" title={name}>
          {name}
        </span>
      </figcaption>
    </figure>
  )
}

function describe({ name, hasVideo, isSpeaking, isReconnecting }: Picture, isMuted: boolean): string {
  const states = [
    isMuted && 'muted',
    !hasVideo.value && 'camera off',
    isSpeaking.value && !isMuted && 'speaking',
    isReconnecting.value && 'reconnecting',
  ]
  return [name, ...states.filter(Boolean)].join(', ')
}

function initialsOf(name: string): string {
  const words = name
    .replace(/\(.*\)/, '')
    .trim()
    .split(/\s+/)
  const letters = words.map((word) => [...word][0] ?? '')
  return [letters[0], words.length > 1 ? letters.at(-1) : ''].join('').toUpperCase()
}
