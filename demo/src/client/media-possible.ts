/** Long enough to ask every network interface of a machine. */
const PATIENCE = 3000

/**
 * Whether clients on this machine can exchange media at all. Browsers gather no candidate on the loopback
 * interface, so that a machine without any other network has none, and a call would wait for ever.
 */
export async function isMediaPossible(): Promise<boolean> {
  const connection = new RTCPeerConnection()
  connection.createDataChannel('probe')
  const found = new Promise<boolean>((resolve) => {
    connection.onicecandidate = ({ candidate }) => resolve(Boolean(candidate?.candidate))
    setTimeout(() => resolve(false), PATIENCE)
  })
  await connection.setLocalDescription()
  const possible = await found
  connection.close()
  return possible
}
