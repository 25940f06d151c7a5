import { expect, it } from 'vitest'
import { type Layer, PublishedFeed } from '../../src/router/published-feed.ts'

const layer = (ssrc: number, rank: number): Layer => ({ ssrc, rank, requestedAt: 0, heardAt: 0 })
const [FULL, HALF, QUARTER] = [layer(1, 0), layer(2, 1), layer(3, 2)]

/** A feed of a publisher whose layers a test chooses; what has come is written as `ssrc`, with `!` where it switched. */
function open(layers: Layer[]) {
  const written: string[] = []
  const requested: number[] = []
  const sink = {
    write: (kind: string, { payload }: { payload: Buffer }, isSwitched: boolean) =>
      written.push(kind === 'audio' ? 'audio' : `${payload[0]}${isSwitched ? '!' : ''}`),
  }
  const feed = new PublishedFeed(sink, {
    layers: () => layers,
    requestKeyframe: ({ ssrc }) => requested.push(ssrc),
    isKeyframe: ([, isKey]) => isKey === 1,
    closed() {},
  })
  const write = ({ ssrc }: Layer, isKey = false) => {
    const payload = Buffer.from([ssrc, isKey ? 1 : 0])
    feed.write('video', { payload, sequenceNumber: 0, timestamp: 0, marker: true }, ssrc)
  }
  return { feed, written, requested, write }
}

it('forwards nothing before a keyframe, and asks for one', () => {
  const { written, requested, write } = open([FULL])
  write(FULL)
  expect([written, requested]).toEqual([[], [1]])
  write(FULL, true)
  write(FULL)
  expect(written).toEqual(['1', '1'])
})

it('lets sound through from the beginning', () => {
  const { feed, written } = open([FULL])
  feed.write('audio', { payload: Buffer.alloc(1), sequenceNumber: 0, timestamp: 0, marker: false }, undefined)
  expect(written).toEqual(['audio'])
})

it('begins with any layer, and goes to the best one with its next keyframe', () => {
  const { written, requested, write } = open([FULL, HALF, QUARTER])
  write(QUARTER, true)
  write(QUARTER)
  write(FULL)
  expect(requested).toEqual([1])
  write(HALF, true)
  write(FULL, true)
  write(QUARTER)
  write(FULL)
  expect(written).toEqual(['3', '3', '1!', '1'])
})

it('goes to the layer that a subscriber prefers, when its keyframe comes', () => {
  const { feed, written, requested, write } = open([FULL, HALF, QUARTER])
  write(FULL, true)
  feed.preferHeight(180)
  expect(requested).toEqual([3])
  write(FULL)
  write(QUARTER, true)
  feed.preferHeight(480)
  write(QUARTER)
  write(HALF, true)
  feed.preferHeight(undefined)
  write(FULL, true)
  expect(written).toEqual(['1', '1', '3!', '3', '2!', '1!'])
})

it('takes the smallest layer that there is, where the preferred one does not come', () => {
  const { feed, written, write } = open([FULL])
  feed.preferHeight(180)
  write(FULL, true)
  expect(written).toEqual(['1'])
})

it('waits for a keyframe again after a pause, without a switch', () => {
  const { feed, written, requested, write } = open([FULL])
  write(FULL, true)
  feed.restart()
  write(FULL)
  write(FULL, true)
  expect(written).toEqual(['1', '1'])
  expect(requested).toEqual([1, 1])
})
