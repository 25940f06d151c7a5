// The picture of the page in the README: `npm run picture` takes it, and every test run compares it with the page.

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { serve } from 'opentok-sandbox'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, openStage, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('build')
})
afterAll(() => stage.close())

const pathOf = (colorScheme: string) =>
  fileURLToPath(new URL(`../../docs/page-${colorScheme}.jpg`, import.meta.url))

const TAKES = process.env.PICTURE === 'take'

/** A page in the middle of a call, with all that comes by chance or by the time held still. */
async function takePicture(colorScheme: 'light' | 'dark'): Promise<Buffer> {
  const server = await serve({ port: 0, log: () => {}, seed: 7 })
  const { context, page } = await stage.open({ colorScheme })
  try {
    await server.sandbox.clock.freeze()
    await server.sandbox.clock.set('2030-01-02T09:30:00Z')
    await server.sandbox.participants.join({ room: 'stage', name: 'Grace Hopper', publish: true })
    await server.sandbox.participants.join({ room: 'stage', name: 'Alan Turing', publish: { video: false } })
    await page.goto(`${server.url}/?room=stage&connect=moderator&name=Ada+Lovelace&panel=network`)
    await connected(page)
    await page.waitForFunction(() => {
      const videos = [...document.querySelectorAll('video')]
      return videos.filter((video) => video.getVideoPlaybackQuality().totalVideoFrames > 5).length === 2
    })
    await page.getByRole('button', { name: 'Microphone' }).waitFor()
    const { connections = [] } = (await server.sandbox.sessions())[0] ?? {}
    const places = ['virginia', 'tokyo', 'sao-paulo']
    await server.sandbox.network.set({
      sessions: [{ place: 'dublin' }],
      clients: connections.map(({ id }, i) => ({ connection: id, place: places[i] })),
    })
    await page.getByRole('img', { name: /World map: .*Ada/ }).waitFor()
    // The port is another one each time.
    await page.locator('.where code').evaluate((element) => {
      element.textContent = 'localhost:9300'
    })
    return await page.screenshot({ type: 'jpeg', quality: 82 })
  } finally {
    await context.close()
    await server.close()
  }
}

/** How much two pictures differ, from 0 to 1, outside of the videos: block by block, so that the noise of fonts is small. */
function compare(page: Page, before: Buffer, after: Buffer): Promise<number> {
  return page.evaluate(
    async (images) => {
      const [width, height] = [64, 45]
      const [a = [], b = []] = await Promise.all(
        images.map(async (image) => {
          const bitmap = await createImageBitmap(await (await fetch(image)).blob(), {
            resizeWidth: width,
            resizeHeight: height,
            resizeQuality: 'high',
          })
          const context = new OffscreenCanvas(width, height).getContext('2d')
          context?.drawImage(bitmap, 0, 0)
          return [...(context?.getImageData(0, 0, width, height).data ?? [])]
        }),
      )
      // The stage, where the pictures move, has about the upper left half.
      const isStage = (i: number) => {
        const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)]
        return x < width * 0.73 && y > 2 && y < height * 0.58
      }
      const differences = a.flatMap((value, i) => (isStage(i) ? [] : [Math.abs(value - (b[i] ?? 0)) / 255]))
      return differences.reduce((sum, one) => sum + one, 0) / differences.length
    },
    [before, after].map((image) => `data:image/jpeg;base64,${image.toString('base64')}`),
  )
}

it.each(['light', 'dark'] as const)(
  'the picture in the README shows the page as it is, %s',
  async (colorScheme) => {
    const taken = await takePicture(colorScheme)
    if (TAKES) await writeFile(pathOf(colorScheme), taken)
    const { context, page } = await stage.open()
    const difference = await compare(page, await readFile(pathOf(colorScheme)), taken)
    await context.close()
    expect(difference, 'Take it again: npm run picture').toBeLessThan(0.006)
  },
)
