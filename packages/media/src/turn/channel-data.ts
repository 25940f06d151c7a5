// ChannelData (RFC 8656 §12.4): channel number, length, data; over TCP padded to four bytes.

/** The numbers that channels can have (RFC 8656 §12). */
export const CHANNELS = { first: 0x4000, last: 0x4fff }

/** Data to or from the peer of a channel. */
export interface ChannelData {
  channel: number
  data: Uint8Array
}

/** Whether bytes begin as ChannelData does. */
export const isChannelData = (bytes: Uint8Array) => bytes.length >= 4 && ((bytes[0] ?? 0) & 0xf0) === 0x40

/** Decodes ChannelData; `undefined` if it is cut off. What follows it is padding. */
export function decodeChannelData(bytes: Uint8Array): ChannelData | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isChannelData(bytes)) return undefined
  const length = head.readUInt16BE(2)
  if (4 + length > bytes.length) return undefined
  return { channel: head.readUInt16BE(0), data: bytes.subarray(4, 4 + length) }
}

export function encodeChannelData({ channel, data }: ChannelData, isPadded: boolean): Buffer {
  const padding = isPadded ? (4 - (data.length % 4)) % 4 : 0
  const bytes = Buffer.alloc(4 + data.length + padding)
  bytes.writeUInt16BE(channel, 0)
  bytes.writeUInt16BE(data.length, 2)
  bytes.set(data, 4)
  return bytes
}
