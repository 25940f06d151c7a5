/** The longest ID that is kept, in characters: clients choose UUIDs. */
export const LONGEST_CLIENT_ID = 255

/** The ID that a client gives itself. One that is too long is cut, and copied: a part of a string keeps all of it in memory. */
export function readClientId(text = ''): string {
  return text.length > LONGEST_CLIENT_ID ? structuredClone(text.slice(0, LONGEST_CLIENT_ID)) : text
}
