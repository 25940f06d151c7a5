import { create, element } from './element.ts'

/** A growing list of lines that stays at its end while the reader is there. */
export interface LogView {
  add(className: string, ...content: (string | Node)[]): void
}

export function setupLog(id: string): LogView {
  const log = element(id, HTMLElement)
  return {
    add(className, ...content) {
      const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8
      log.append(create('p', className, ...content))
      if (atEnd) log.scrollTop = log.scrollHeight
    },
  }
}
