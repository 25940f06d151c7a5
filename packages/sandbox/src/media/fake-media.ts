/**
 * How `@opentok-sandbox/mocks/fake-media` marks the user agent of a page. A client with fake media can take the media of
 * simulated participants, which is made up as well.
 */
export const FAKE_MEDIA = 'OpenTokSandboxFakeMedia'

/** Whether a client can take made-up media: fake media names itself, and what is no browser has no media that could fail. */
export function takesFakeMedia(userAgent: unknown): boolean {
  return typeof userAgent !== 'string' || userAgent.includes(FAKE_MEDIA) || !userAgent.startsWith('Mozilla/')
}

const CODECS = { audio: '111 opus/48000/2', video: '96 VP8/90000' }

/** The offer of a simulated publisher: what fake media connects to. No media follows. */
export function writeFakeOffer(kinds: readonly ('audio' | 'video')[], fragment: string): string {
  const parts = kinds.flatMap((kind, mid) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${CODECS[kind].split(' ')[0]}`,
    'c=IN IP4 0.0.0.0',
    `a=rtpmap:${CODECS[kind]}`,
    `a=mid:${mid}`,
    `a=ice-ufrag:${fragment}`,
    'a=ice-pwd:fake',
    'a=sendonly',
    'a=rtcp-mux',
  ])
  const group = `a=group:BUNDLE ${kinds.map((_kind, mid) => mid).join(' ')}`
  return [...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', group], ...parts, ''].join('\r\n')
}
