import { expect, it } from 'vitest'
import { EventStream, type SessionEvent } from '../../src/session/event-stream.ts'

const event = (type: string) => ({ type }) as unknown as SessionEvent

it('tells all listeners of an event before what one of them brings about', () => {
  const heard: string[] = []
  const events = new EventStream(() => {})
  events.listen(({ type }) => {
    heard.push(`first ${type}`)
    if (type === 'streamCreated') events.emit(event('archiveStarted'))
  })
  const stop = events.listen(({ type }) => heard.push(`second ${type}`))
  events.emit(event('streamCreated'))
  stop()
  events.emit(event('signal'))
  expect(heard).toEqual([
    'first streamCreated',
    'second streamCreated',
    'first archiveStarted',
    'second archiveStarted',
    'first signal',
  ])
})

it('tells the other listeners when one throws, and reports that', () => {
  const errors: unknown[] = []
  const heard: string[] = []
  const events = new EventStream((error) => errors.push(error))
  events.listen(() => {
    throw new Error('broken')
  })
  events.listen(({ type }) => heard.push(type))
  events.emit(event('signal'))
  events.emit(event('subscribed'))
  expect(heard).toEqual(['signal', 'subscribed'])
  expect(errors).toHaveLength(2)
})
