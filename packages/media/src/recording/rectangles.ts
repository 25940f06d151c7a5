import type { Layout, LayoutType } from '@opentok-sandbox/sandbox'
import { type Canvas, even, type Picture, type Placed } from './picture.ts'
import { arrangeByStylesheet } from './stylesheet.ts'

/** How much of the width or of the height the small pictures of a presentation have, and one in the corner. */
const SIDE = 0.2
const CORNER = 0.25
const MARGIN = 0.03

/**
 * Arranges pictures (platform facts §3.1). Those that are drawn first are first in the list. The predefined layouts of
 * OpenTok are described in words only; their measures are guesses.
 */
export function arrange(pictures: readonly Picture[], canvas: Canvas, layout: Layout): Placed[] {
  if (pictures.length === 0) return []
  if (layout.type === 'custom') return arrangeByStylesheet(pictures, canvas, layout.stylesheet ?? '')
  const hasScreen = pictures.some(({ videoType }) => videoType === 'screen')
  const type = (hasScreen && layout.screenshareType) || layout.type
  if (type === 'bestFit' || pictures.length === 1) return fillGrid(pictures, { x: 0, y: 0, ...canvas })
  return present(pictures, canvas, type)
}

/** One large picture, and the others beside it, below it or in a corner of it. */
function present(pictures: readonly Picture[], canvas: Canvas, type: LayoutType): Placed[] {
  const main = findMain(pictures, type)
  const others = pictures.filter((picture) => picture !== main)
  const { width, height } = canvas
  if (type === 'pip') {
    const [small = main] = others
    const box = { width: even(width * CORNER), height: even(height * CORNER) }
    const x = even(width - box.width - width * MARGIN)
    const y = even(height - box.height - height * MARGIN)
    return [place(main, { x: 0, y: 0, width, height }), place(small, { x, y, ...box })]
  }
  if (type === 'verticalPresentation') {
    const side = even(width * SIDE)
    return [
      place(main, { x: side, y: 0, width: width - side, height }),
      ...line(others, { x: 0, y: 0, width: side, height }, 'y'),
    ]
  }
  const side = even(height * SIDE)
  return [
    place(main, { x: 0, y: 0, width, height: height - side }),
    ...line(others, { x: 0, y: height - side, width, height: side }, 'x'),
  ]
}

/** The one with the class that names it so, else a screen, else the first. */
function findMain(pictures: readonly Picture[], type: LayoutType): Picture {
  const name = type === 'pip' ? 'full' : 'focus'
  const found =
    pictures.find(({ classes }) => classes.includes(name)) ??
    pictures.find(({ videoType }) => videoType === 'screen') ??
    pictures[0]
  if (found === undefined) throw new RangeError('There is no picture')
  return found
}

interface Box extends Canvas {
  x: number
  y: number
}

function line(pictures: readonly Picture[], { x, y, width, height }: Box, along: 'x' | 'y'): Placed[] {
  // A few do not become larger than they would be among five.
  const count = Math.max(pictures.length, Math.round(1 / SIDE))
  return pictures.map((picture, i) =>
    along === 'y'
      ? place(picture, { x, y: even((y + height) * (i / count)), width, height: even(height / count) })
      : place(picture, { x: even((x + width) * (i / count)), y, width: even(width / count), height }),
  )
}

/** As many columns as let the pictures be largest; the last row is centred. */
function fillGrid(pictures: readonly Picture[], { x, y, width, height }: Box): Placed[] {
  const columns = bestColumns(pictures.length, width / height)
  const rows = Math.ceil(pictures.length / columns)
  const cell = { width: even(width / columns), height: even(height / rows) }
  return pictures.map((picture, i) => {
    const row = Math.floor(i / columns)
    const inRow = row === rows - 1 ? pictures.length - row * columns : columns
    const indent = even((width - inRow * cell.width) / 2)
    return place(picture, { x: x + indent + (i % columns) * cell.width, y: y + row * cell.height, ...cell })
  })
}

/** The shape of most cameras. */
const CAMERA = 4 / 3

function bestColumns(count: number, shape: number): number {
  let best = { columns: 1, area: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const cell = { width: shape / columns, height: 1 / Math.ceil(count / columns) }
    const width = Math.min(cell.width, cell.height * CAMERA)
    const area = width * (width / CAMERA)
    // Of two that are as large, those that stand beside each other.
    if (area > best.area - 1e-9) best = { columns, area }
  }
  return best.columns
}

function place({ id, videoType }: Picture, box: Box): Placed {
  // Of a screen, nothing may be cut off.
  return { id, ...box, fit: videoType === 'screen' ? 'contain' : 'cover' }
}
