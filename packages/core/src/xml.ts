import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element: its text, or its attributes (text) and its children by name (always lists). */
export type XmlElement = string | { [name: string]: string | XmlElement[] }

const parser = new XMLParser({
  ignoreDeclaration: true,
  ignorePiTags: true,
  attributeNamePrefix: '',
  ignoreAttributes: false,
  // An API key such as 0123 must stay text, and a lone child must still be a list.
  parseTagValue: false,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/**
 * Parses an XML document.
 *
 * @returns its root elements by name
 * @throws {SyntaxError} if it is not well-formed; the parser alone would accept a truncated document
 */
export function parseXml(text: string): { [root: string]: XmlElement[] } {
  // Without one, an answer cannot define entities of its own, nor make them explode.
  if (/<!DOCTYPE/i.test(text)) throw new SyntaxError('a document type declaration has no place in an answer')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new SyntaxError(`${valid.err.msg} (line ${valid.err.line})`)
  const root: unknown = parser.parse(text)
  if (typeof root !== 'object' || root === null) throw new SyntaxError('there is no element')
  return root as { [root: string]: XmlElement[] }
}
