import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** The size of an element inside of its padding, in pixels, now and whenever it changes. */
export function useSize(element: RefObject<HTMLElement>): ReadonlySignal<{ width: number; height: number }> {
  const size = useSignal({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry) size.value = { width: entry.contentRect.width, height: entry.contentRect.height }
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [element, size])
  return size
}
