import type { BroadcastNews, BroadcastPlan, Stream } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { createBroadcaster } from '../src/broadcaster.ts'
import { StreamSources } from '../src/stream-sources.ts'

it('ends as error where the media of no stream passes, and never sends a black film for it', async () => {
  const broadcaster = createBroadcaster({
    sources: new StreamSources(),
    serveFile: async () => new Response(null, { status: 404 }),
  })
  const plan: BroadcastPlan = {
    broadcastId: 'b1',
    hls: { dvr: false, lowLatency: true },
    rtmp: [{ id: 'own', serverUrl: 'rtmp://127.0.0.1:1/app', streamName: 'x' }],
    streamMode: 'auto',
    hasAudio: true,
    hasVideo: true,
    resolution: '640x480',
    layout: { type: 'bestFit' },
    maxBitrate: 500_000,
  }
  const told: BroadcastNews[] = []
  const broadcast = broadcaster.broadcast(plan, (news) => told.push(news))
  broadcast.include({ id: 's1', layoutClassList: [] as readonly string[] } as Stream, {
    hasAudio: true,
    hasVideo: true,
  })
  await expect
    .poll(() => told.find(({ hls }) => hls === 'error')?.reason, { timeout: 30_000 })
    .toMatch(/No media/)
  expect(told.at(-1)?.rtmp).toEqual({ id: 'own', status: 'error' })
  const length = told.length
  broadcast.end()
  broadcaster.close()
  expect(told).toHaveLength(length)
})
