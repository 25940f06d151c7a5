import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** How near to its end a list counts as being at it, in pixels. */
const NEAR = 24

/** Keeps a list at its end while it grows, unless the reader has scrolled away from there. */
export function useStickToEnd(length: number): RefObject<HTMLDivElement> {
  const list = useRef<HTMLDivElement>(null)
  const wasAtEnd = useRef(true)
  const element = list.current
  // Read before the new lines are in it.
  if (element) wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR
  // What is new is in the list, not in the effect
  useLayoutEffect(() => {
    if (list.current && wasAtEnd.current) list.current.scrollTop = list.current.scrollHeight
  }, [length])
  return list
}
