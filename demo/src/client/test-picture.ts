/** A drawn, moving picture for a machine without a camera. */
export interface TestPicture {
  track: MediaStreamTrack
  stop(): void
}

const FRAMES_A_SECOND = 15

/** Starts drawing a moving picture with a name on it. */
export function startTestPicture(name: string): TestPicture {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 480
  const context = canvas.getContext('2d')
  const [track] = canvas.captureStream(FRAMES_A_SECOND).getVideoTracks()
  if (context === null || track === undefined) throw new Error('This browser cannot make a video of a canvas')
  let frame = 0
  const draw = () => {
    const hue = (frame * 2) % 360
    context.fillStyle = `hsl(${hue} 45% 30%)`
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.fillStyle = `hsl(${hue} 70% 75%)`
    context.beginPath()
    context.arc(320 + 200 * Math.cos(frame / 20), 220 + 120 * Math.sin(frame / 13), 60, 0, 2 * Math.PI)
    context.fill()
    context.fillStyle = 'white'
    context.font = '600 40px system-ui, sans-serif'
    context.textAlign = 'center'
    context.fillText(name, 320, 440)
    frame++
  }
  draw()
  // Unlike animation frames, an interval goes on in a hidden tab.
  const timer = setInterval(draw, 1000 / FRAMES_A_SECOND)
  return {
    track,
    stop() {
      clearInterval(timer)
      track.stop()
    },
  }
}
