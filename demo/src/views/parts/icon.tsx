/** The lines of each icon, in a square of 24. */
const LINES = {
  camera:
    'M3 7.5A1.5 1.5 0 0 1 4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5zM15 10.5l6-3.5v10l-6-3.5',
  chart: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  code: 'M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  down: 'M6 9.5l6 6 6-6',
  leave: 'M4 15.5v-2C8 9.5 16 9.5 20 13.5v2l-4 .8v-3M4 15.5l4 .8v-3',
  microphone: 'M9 6a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  muted: 'M9 6a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M4 3.5l16 17',
  open: 'M13.5 4.5h6v6M19 5l-8.5 8.5M16.5 14v5.5h-12v-12H10',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.4a6.5 6.5 0 0 1 3.5 5.6',
  picture: 'M4 5h16v14H4zM4 16l5-4.5 4 3.5 3-2.5 4 3.5M15 9.2v.1',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4',
  quiet: 'M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9.5l5 5M21.5 9.5l-5 5',
  remove: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16.5 10.5h5.5',
  screen: 'M3 5h18v11.5H3zM8.5 20.5h7M12 16.5v4',
  sound: 'M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9a4 4 0 0 1 0 6M19 6.5a7.5 7.5 0 0 1 0 11',
  up: 'M6 14.5l6-6 6 6',
  unpublish:
    'M3 7.5A1.5 1.5 0 0 1 4.5 6H12M15 10v6.5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5v-9M15 10.5l6-3.5v10l-6-3.5M4 3.5l16 17',
} as const

export type IconName = keyof typeof LINES

/** A small picture beside or in place of a word; the word is in the name of what it stands in. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={LINES[name]} />
    </svg>
  )
}
