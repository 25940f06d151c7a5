import { describe, expect, it } from 'vitest'
import { writeFilterGraph } from '../../src/recording/filter-graph.ts'
import type { Picture } from '../../src/recording/picture.ts'
import { arrange } from '../../src/recording/rectangles.ts'
import { listScenes, type Tape, type Timeline } from '../../src/recording/timeline.ts'

const SD = { width: 640, height: 480 }
const people = (count: number): Picture[] =>
  Array.from({ length: count }, (_, i) => ({ id: `s${i + 1}`, videoType: 'camera', classes: [] }))
const boxes = (placed: ReturnType<typeof arrange>) =>
  placed.map(({ id, x, y, width, height }) => `${id} ${x},${y} ${width}x${height}`)

describe('a layout', () => {
  it.each<[number, string[]]>([
    [0, []],
    [1, ['s1 0,0 640x480']],
    [2, ['s1 0,0 320x480', 's2 320,0 320x480']],
    [3, ['s1 0,0 320x240', 's2 320,0 320x240', 's3 160,240 320x240']],
    [4, ['s1 0,0 320x240', 's2 320,0 320x240', 's3 0,240 320x240', 's4 320,240 320x240']],
  ])('bestFit lets %i pictures be as large as they can be', (count, expected) => {
    expect(boxes(arrange(people(count), SD, { type: 'bestFit' }))).toEqual(expected)
  })

  it('never draws over the edge, and never two pictures over each other', () => {
    for (let count = 1; count <= 16; count++) {
      const placed = arrange(people(count), { width: 1280, height: 720 }, { type: 'bestFit' })
      expect(placed).toHaveLength(count)
      for (const one of placed) {
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= 1282 && one.y + one.height <= 722).toBe(true)
        for (const other of placed) {
          if (other === one) continue
          const isApart =
            one.x + one.width <= other.x ||
            other.x + other.width <= one.x ||
            one.y + one.height <= other.y ||
            other.y + other.height <= one.y
          expect(isApart, `${count}: ${boxes([one, other])}`).toBe(true)
        }
      }
    }
  })

  it('puts the picture with the focus beside the others, or above them', () => {
    const [one, two, three] = people(3) as [Picture, Picture, Picture]
    const pictures = [one, { ...two, classes: ['focus'] }, three]
    expect(boxes(arrange(pictures, SD, { type: 'verticalPresentation' }))).toEqual([
      's2 128,0 512x480',
      's1 0,0 128x96',
      's3 0,96 128x96',
    ])
    expect(boxes(arrange(pictures, SD, { type: 'horizontalPresentation' }))).toEqual([
      's2 0,0 640x384',
      's1 0,384 128x96',
      's3 128,384 128x96',
    ])
  })

  it('puts one picture into the corner of another', () => {
    const [main, small] = arrange(people(2), SD, { type: 'pip' })
    expect(boxes([main, small].filter((one) => one !== undefined))).toEqual([
      's1 0,0 640x480',
      's2 460,346 160x120',
    ])
  })

  it('changes to that for a shared screen, and cuts nothing off the screen', () => {
    const screen = { id: 'screen', videoType: 'screen', classes: [] }
    const placed = arrange([...people(1), screen], SD, {
      type: 'bestFit',
      screenshareType: 'horizontalPresentation',
    })
    expect(boxes(placed)).toEqual(['screen 0,0 640x384', 's1 0,384 128x96'])
    expect(placed[0]?.fit).toBe('contain')
  })

  it('follows a stylesheet', () => {
    const stylesheet = `
      stream { width: 50%; height: 50%; float: left }
      stream.host { position: absolute; left: 0; top: 0; width: 100%; height: 100%; z-index: -1; object-fit: cover }
      stream:nth-child(3) { display: none }`
    const [one, two, three] = people(3) as [Picture, Picture, Picture]
    const placed = arrange([one, { ...two, classes: ['host'] }, three], SD, { type: 'custom', stylesheet })
    expect(placed).toEqual([
      { id: 's2', x: 0, y: 0, width: 640, height: 480, fit: 'cover' },
      { id: 's1', x: 0, y: 0, width: 320, height: 240, fit: 'contain' },
    ])
    for (const hostile of ['', '{{{', 'stream { width: expression(1) }', 'a b > c { width: 1px }']) {
      expect(arrange(people(1), SD, { type: 'custom', stylesheet: hostile }).length).toBeLessThanOrEqual(1)
    }
    const flow = 'stream { width: 50%; height: 50% }'
    expect(boxes(arrange(people(3), SD, { type: 'custom', stylesheet: flow }))).toEqual([
      's1 0,0 320x240',
      's2 320,0 320x240',
      's3 0,240 320x240',
    ])
  })
})

const tape = (filename: string, start: number, end?: number): Tape => ({
  filename,
  streamId: filename,
  connectionData: '',
  videoType: 'camera',
  name: '',
  start,
  end,
  changes: [{ at: start, hasAudio: true, hasVideo: true, classes: [] }],
})

it('divides a recording into scenes, as streams come and go and the layout changes', () => {
  const timeline: Timeline = {
    tapes: [tape('a', 0), tape('b', 1000, 3000)],
    layouts: [
      { at: 0, layout: { type: 'bestFit' } },
      { at: 2000, layout: { type: 'pip' } },
    ],
    duration: 4000,
  }
  expect(listScenes(timeline, SD).map(({ from, to, pictures }) => [from, to, boxes(pictures)])).toEqual([
    [0, 1000, ['a 0,0 640x480']],
    [1000, 2000, ['a 0,0 320x480', 'b 320,0 320x480']],
    [2000, 3000, ['a 0,0 640x480', 'b 460,346 160x120']],
    [3000, 4000, ['a 0,0 640x480']],
  ])
  expect(listScenes(timeline, SD, { from: 2500, to: 2600 })).toMatchObject([{ from: 2500, to: 2600 }])
})

it('writes a graph of what there is: no picture of a stream that sent none', () => {
  const timeline: Timeline = { tapes: [tape('a', 0), tape('b', 500)], layouts: [], duration: 2000 }
  const contents = new Map([
    ['a', { hasVideo: true, hasAudio: false }],
    ['b', { hasVideo: false, hasAudio: true }],
  ])
  const graph = writeFilterGraph(timeline, {
    ...SD,
    hasAudio: true,
    hasVideo: true,
    contents,
    span: { from: 0, to: 2000 },
  })
  expect(graph.inputs).toEqual(['a', 'b'])
  expect(graph.filter).toContain('[0:v]')
  expect(graph.filter).not.toMatch(/\[1:v\]|\[0:a\]/)
  expect(graph.filter).toContain('[1:a]')
})

it('hears all streams, however many there were one after another', () => {
  const tapes = Array.from({ length: 60 }, (_, i) => tape(`t${i}`, i * 1000, (i + 1) * 1000))
  const contents = new Map(tapes.map(({ filename }) => [filename, { hasVideo: false, hasAudio: true }]))
  const timeline: Timeline = { tapes, layouts: [], duration: 60_000 }
  const span = { from: 0, to: 60_000 }
  const { filter } = writeFilterGraph(timeline, { ...SD, hasAudio: true, hasVideo: false, contents, span })
  // And the silence under them.
  expect(filter).toContain('amix=inputs=61')
})
