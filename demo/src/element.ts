/**
 * The element of the page with this ID.
 *
 * @throws {TypeError} if there is none of that kind: the page and its code do not fit together
 */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new TypeError(`The page has no ${kind.name} with the ID ${id}`)
}

/** Makes an element with a class and text or children. */
export function create(tag: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}
