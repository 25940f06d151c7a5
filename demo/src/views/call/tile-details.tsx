import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** How often it is measured, in milliseconds. */
const INTERVAL = 1000

/** The resolution and the frame rate of the video in an element, as it is shown. */
export function TileDetails({ host }: { host: HTMLElement }) {
  const text = useSignal('')
  useEffect(() => {
    let before: { video: HTMLVideoElement; frames: number; time: number } | undefined
    const measure = () => {
      const video = host.querySelector('video')
      if (video === null || video.videoWidth === 0) {
        text.value = 'no picture'
        return
      }
      const frames = video.getVideoPlaybackQuality().totalVideoFrames
      const time = performance.now()
      const rate =
        before?.video === video
          ? Math.round(((frames - before.frames) * 1000) / (time - before.time))
          : undefined
      before = { video, frames, time }
      text.value = `${video.videoWidth} × ${video.videoHeight}${rate === undefined ? '' : `, ${rate} fps`}`
    }
    measure()
    const timer = setInterval(measure, INTERVAL)
    return () => clearInterval(timer)
  }, [host, text])
  return <p class="details">{text.value}</p>
}
