// What a fake media element does when the page that it belongs to is gone.

import { Window } from 'happy-dom'
import { expect, it, vi } from 'vitest'
import { createPlayer } from '../../src/fake-media/player.ts'

function playIn(window: Window) {
  const scope: { document?: unknown } = { document: window.document }
  const { properties, stop } = createPlayer(scope)
  const element = window.document.createElement('video')
  Object.defineProperties(element, properties)
  const heard: string[] = []
  for (const type of ['playing', 'timeupdate']) element.addEventListener(type, () => heard.push(type))
  Reflect.set(element, 'srcObject', {})
  return { heard, stop, scope }
}

it('plays with events of the window that it belongs to', async () => {
  vi.useFakeTimers()
  const { heard, stop } = playIn(new Window())
  await vi.advanceTimersByTimeAsync(250)
  expect(heard).toEqual(['playing', 'timeupdate', 'timeupdate'])
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

it('stops by itself when its page is gone', async () => {
  vi.useFakeTimers()
  const { heard, scope } = playIn(new Window())
  await vi.advanceTimersByTimeAsync(100)
  scope.document = undefined
  await vi.advanceTimersByTimeAsync(1000)
  expect(heard).toEqual(['playing', 'timeupdate'])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

it('does not use the globals of a test environment that is gone', async () => {
  vi.useFakeTimers()
  const { heard, stop } = playIn(new Window())
  vi.stubGlobal('Event', class NotAnEvent {})
  await vi.advanceTimersByTimeAsync(100)
  expect(heard).toEqual(['playing', 'timeupdate'])
  vi.unstubAllGlobals()
  stop()
  vi.useRealTimers()
})
