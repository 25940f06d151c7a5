/** Where a picture is, in pixels from the upper left corner. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The space that there is, in pixels. */
export interface Space {
  width: number
  height: number
}

/** Between two pictures, in pixels. */
const GAP = 8

/** How wide a picture of a person may be, and how narrow, by its height. */
const WIDEST = 16 / 9
const NARROWEST = 9 / 10

/** The part of the space that a shared screen has, where there are people beside it. */
const SCREEN_SHARE = 0.76

/**
 * Arranges the pictures of a call, so that they are as large as they can be without overlapping. A shared screen is the first
 * of them, and has most of the space.
 *
 * @example
 * arrangePictures(2, false, { width: 808, height: 450 })
 * // → [{ x: 0, y: 112, width: 400, height: 225 }, { x: 408, y: 112, width: 400, height: 225 }]
 */
export function arrangePictures(count: number, hasScreen: boolean, space: Space): Box[] {
  if (count === 0 || space.width <= 0 || space.height <= 0) return []
  if (!hasScreen || count === 1) return arrangeEqual(count, space)
  const { width, height } = space
  if (width >= height) {
    const large = Math.floor((width - GAP) * SCREEN_SHARE)
    const others = arrangeEqual(count - 1, { width: width - GAP - large, height })
    return [
      { x: 0, y: 0, width: large, height },
      ...others.map((box) => ({ ...box, x: box.x + large + GAP })),
    ]
  }
  const large = Math.floor((height - GAP) * SCREEN_SHARE)
  const others = arrangeEqual(count - 1, { width, height: height - GAP - large })
  return [{ x: 0, y: 0, width, height: large }, ...others.map((box) => ({ ...box, y: box.y + large + GAP }))]
}

function arrangeEqual(count: number, { width, height }: Space): Box[] {
  let best = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const cell = {
      width: (width - GAP * (columns - 1)) / columns,
      height: (height - GAP * (rows - 1)) / rows,
    }
    const tile = {
      columns,
      width: Math.floor(Math.min(cell.width, cell.height * WIDEST)),
      height: Math.floor(Math.min(cell.height, cell.width / NARROWEST)),
    }
    if (tile.width > 0 && tile.width * tile.height > best.width * best.height) best = tile
  }
  const rows = Math.ceil(count / best.columns)
  const top = (height - rows * best.height - GAP * (rows - 1)) / 2
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / best.columns)
    const inRow = Math.min(best.columns, count - row * best.columns)
    const left = (width - inRow * best.width - GAP * (inRow - 1)) / 2
    return {
      x: Math.round(left + (i % best.columns) * (best.width + GAP)),
      y: Math.round(top + row * (best.height + GAP)),
      width: best.width,
      height: best.height,
    }
  })
}
