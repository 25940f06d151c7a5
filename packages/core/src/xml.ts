import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element: its text, or its attributes (text) and its children by name (always lists). */
export type XmlElement = string | { [name: string]: string | XmlElement[] }

const OPTIONS = {
  ignoreDeclaration: true,
  ignorePiTags: true,
  attributeNamePrefix: '',
  ignoreAttributes: false,
  // An API key such as 0123 must stay text, and a lone child must still be a list.
  parseTagValue: false,
  isArray: (_name: string, _path: unknown, _isLeaf: boolean, isAttribute: boolean) => !isAttribute,
}

const parser = new XMLParser(OPTIONS)

/** For a document with neither attributes nor entities, as a created session's is: it takes half the time. */
const plainParser = new XMLParser({ ...OPTIONS, ignoreAttributes: true, processEntities: false })

/**
 * Parses an XML document.
 *
 * @returns its root elements by name
 * @throws {SyntaxError} if it is not well-formed; the parser alone would accept a truncated document
 */
export function parseXml(text: string): { [root: string]: XmlElement[] } {
  // Without it, an answer cannot define entities.
  if (/<!DOCTYPE/i.test(text)) throw new SyntaxError('it has a document type declaration')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new SyntaxError(`${valid.err.msg} (line ${valid.err.line})`)
  const isPlain = !/[&=]/.test(text.slice(text.indexOf('?>') + 1))
  const root: unknown = (isPlain ? plainParser : parser).parse(text)
  if (typeof root !== 'object' || root === null) throw new SyntaxError('there is no element')
  return root as { [root: string]: XmlElement[] }
}
