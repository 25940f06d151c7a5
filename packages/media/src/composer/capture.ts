/** The connection of a page that is captured, in the page itself. */
interface CapturingPage {
  opentokSandboxCapture?: RTCPeerConnection
}

/**
 * Captures the page that it runs in, and offers its picture and its sound. It runs in the page, and so refers to nothing
 * outside of itself.
 */
export async function capturePage({ width, height }: { width: number; height: number }): Promise<string> {
  const options = {
    video: { width, height, frameRate: 25 },
    // It is no microphone.
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    preferCurrentTab: true,
  }
  const stream = await navigator.mediaDevices.getDisplayMedia(options as DisplayMediaStreamOptions)
  const connection = new RTCPeerConnection()
  ;(globalThis as CapturingPage).opentokSandboxCapture = connection
  for (const track of stream.getTracks()) connection.addTrack(track, stream)
  // A page without sound is silent.
  if (stream.getAudioTracks().length === 0) connection.addTransceiver('audio', { direction: 'sendonly' })
  await connection.setLocalDescription()
  await new Promise<void>((resolve) => {
    const check = () => connection.iceGatheringState === 'complete' && resolve()
    connection.addEventListener('icegatheringstatechange', check)
    check()
  })
  return connection.localDescription?.sdp ?? ''
}

/** Tells the page what was answered; it runs there. */
export async function acceptAnswer(sdp: string): Promise<void> {
  await (globalThis as CapturingPage).opentokSandboxCapture?.setRemoteDescription({ type: 'answer', sdp })
}

/** Tells the page how it reaches the router; it runs there. */
export async function addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
  await (globalThis as CapturingPage).opentokSandboxCapture?.addIceCandidate(candidate)
}
