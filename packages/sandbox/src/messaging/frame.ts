// The Rumor frame: one binary WebSocket message (messaging facts §2).
//
//   u32 length of what follows, big-endian   u16 reserved, 0   u8 type
//   u8 number of addresses    per address: u16 length, UTF-8
//   u8 number of headers      per header:  u16 length, UTF-8 key, u16 length, UTF-8 value
//   body: UTF-8, to the end

/** The types of frames, by their names. */
export const FRAME_TYPES = {
  SUBSCRIBE: 0,
  UNSUBSCRIBE: 1,
  MESSAGE: 2,
  CONNECT: 3,
  DISCONNECT: 4,
  PING: 7,
  PONG: 8,
  STATUS: 9,
} as const

/** The name of a frame's type. */
export type FrameType = keyof typeof FRAME_TYPES

/** A frame taken apart. */
export interface Frame {
  type: FrameType
  addresses: readonly string[]
  headers: ReadonlyMap<string, string>
  body: string
}

/** The longest frame read: an SDP offer with many codecs has some 20 kB. */
export const LONGEST_FRAME = 256 * 1024

/** The bytes are not a frame; the message contains the offset. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

const HEAD = 8
const typeNames = new Map(
  Object.entries(FRAME_TYPES).map(([name, code]) => [code as number, name as FrameType]),
)
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Writes a frame.
 *
 * @throws {FrameError} if a count or a text does not fit its length field
 *
 * @example
 * encodeFrame({ type: 'PONG', addresses: [], headers: new Map(), body: '' }) // 00000005 0000 08 00 00
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const addresses = frame.addresses.map((text) => encoder.encode(text))
  const headers = [...frame.headers].flat().map((text) => encoder.encode(text))
  const body = encoder.encode(frame.body)
  if (addresses.length > 255 || frame.headers.size > 255) {
    throw new FrameError('A frame has at most 255 addresses and 255 headers')
  }
  let total = HEAD + 1 + body.length
  for (const text of [...addresses, ...headers]) {
    if (text.length > 0xffff)
      throw new FrameError('An address or a header of a frame has at most 65535 bytes')
    total += 2 + text.length
  }
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, total - 4)
  view.setUint8(6, FRAME_TYPES[frame.type])
  view.setUint8(7, addresses.length)
  let offset = HEAD
  const write = (text: Uint8Array) => {
    view.setUint16(offset, text.length)
    bytes.set(text, offset + 2)
    offset += 2 + text.length
  }
  addresses.forEach(write)
  view.setUint8(offset++, frame.headers.size)
  headers.forEach(write)
  bytes.set(body, offset)
  return bytes
}

/**
 * Reads a frame.
 *
 * @param longest how many bytes it may have; the sandbox's own frames to clients may be longer than theirs
 * @throws {FrameError} if the bytes are not exactly one frame
 */
export function decodeFrame(bytes: Uint8Array, longest = LONGEST_FRAME): Frame {
  if (bytes.length < HEAD + 1)
    throw new FrameError(`A frame has at least 9 bytes, and this has ${bytes.length}`)
  if (bytes.length > longest) throw new FrameError(`A frame of ${bytes.length} bytes is too long`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(0)
  if (length !== bytes.length - 4) {
    throw new FrameError(`The frame says that ${length} bytes follow offset 4, and ${bytes.length - 4} do`)
  }
  const type = typeNames.get(view.getUint8(6))
  if (type === undefined) throw new FrameError(`There is no frame type ${view.getUint8(6)} (offset 6)`)
  let offset = HEAD
  const take = (size: number): number => {
    if (offset + size > bytes.length) throw new FrameError(`The frame ends within a field (offset ${offset})`)
    offset += size
    return offset - size
  }
  const text = (size: number): string => decodeText(bytes, take(size), size)
  const sized = (): string => text(view.getUint16(take(2)))
  const addresses = Array.from({ length: view.getUint8(7) }, sized)
  const headers = new Map<string, string>()
  for (let left = view.getUint8(take(1)); left > 0; left--) headers.set(sized(), sized())
  return { type, addresses, headers, body: text(bytes.length - offset) }
}

function decodeText(bytes: Uint8Array, offset: number, size: number): string {
  try {
    return decoder.decode(bytes.subarray(offset, offset + size))
  } catch {
    throw new FrameError(`The frame has text that is not UTF-8 (offset ${offset})`)
  }
}

/** About how much memory a frame takes, in bytes. */
export function sizeOf({ body, headers, addresses }: Frame): number {
  let size = body.length
  for (const address of addresses) size += address.length
  for (const [name, value] of headers) size += name.length + value.length
  return size
}
