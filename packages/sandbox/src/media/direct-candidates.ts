import type { MediaSignal } from '../session/media-signal.ts'

/** A candidate of a client's own address, or of the address that a NAT gives it (RFC 8839 §5.1). */
const DIRECT = / typ (host|srflx|prflx)\b/

/** Whether a signal is a candidate of direct media. */
export function isDirectCandidate({ method, content }: MediaSignal): boolean {
  return method === 'candidate' && typeof content.candidate === 'string' && DIRECT.test(content.candidate)
}

/**
 * A signal without the candidates of direct media, so that clients can reach each other through a TURN server only
 * (media facts §1.5); `undefined` if nothing is left of it.
 */
export function withholdDirect(signal: MediaSignal): MediaSignal | undefined {
  if (isDirectCandidate(signal)) return undefined
  const { sdp } = signal.content
  if (typeof sdp !== 'string') return signal
  const lines = sdp.split('\r\n').filter((line) => !(line.startsWith('a=candidate:') && DIRECT.test(line)))
  return { ...signal, content: { ...signal.content, sdp: lines.join('\r\n') } }
}
