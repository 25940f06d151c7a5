import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, type Visit } from './browser.ts'

const program = `/@fs${fileURLToPath(new URL('./core-program.ts', import.meta.url))}`

let stage: Stage
let visit: Visit
beforeAll(async () => {
  stage = await openStage('dev')
  visit = await stage.open()
})
afterAll(() => stage.close())

it.each(['page', 'worker'])(
  'creates sessions and tokens in a %s, once it is told that the secret is none',
  async (place) => {
    const outcome = await visit.page.evaluate(
      async ({ url, place }) => {
        if (place === 'page') {
          const script = document.createElement('script')
          script.type = 'module'
          script.src = url
          const said = new Promise((resolve) =>
            addEventListener('message', ({ data }) => resolve(data), { once: true }),
          )
          document.head.append(script)
          return said
        }
        const worker = new Worker(url, { type: 'module' })
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data)
        })
      },
      { url: new URL(program, stage.url).href, place },
    )
    expect(outcome).toEqual({
      refused: expect.stringContaining('apiSecret: must not be in a browser'),
      sessionId: expect.stringMatching(/^1_/),
      data: 'name=Ada',
    })
  },
)
