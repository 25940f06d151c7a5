/**
 * Whether a text matches a pattern: the text itself, where `*` stands for any characters.
 *
 * @example
 * matchesPattern('create stream/subscriber', 'create *') // true
 */
export function matchesPattern(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return text === pattern
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop() ?? ''
  if (!text.startsWith(first)) return false
  let position = first.length
  for (const part of others) {
    const found = text.indexOf(part, position)
    if (found === -1) return false
    position = found + part.length
  }
  return text.endsWith(last) && text.length - last.length >= position
}
