import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks'

/** How many rows above and below those that are seen are there. */
const OVERSCAN = 12

/**
 * Shows of a long list the rows that are seen.
 *
 * @param rowHeight in pixels
 */
export function useVirtualRows(
  scroller: RefObject<HTMLDivElement>,
  count: number,
  rowHeight: number,
): Virtualizer<HTMLDivElement, Element> {
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  }
  // It is told below what has changed
  const rows = useMemo(() => new Virtualizer<HTMLDivElement, Element>(options), [])
  rows.setOptions(options)
  useLayoutEffect(() => rows._didMount(), [rows])
  useLayoutEffect(() => rows._willUpdate())
  return rows
}
