import postcss, { type Rule } from 'postcss'
import { type Canvas, even, type Picture, type Placed } from './picture.ts'

/** The properties of one picture, by their names in CSS. */
type Style = Map<string, string>

/**
 * Arranges pictures by the stylesheet of a custom layout: `stream`, `stream.class`, `stream:first-child`,
 * `stream:last-child` and `stream:nth-child(n)`, with `position`, `left`, `right`, `top`, `bottom`, `width`, `height`,
 * `z-index`, `float` and `object-fit`, in pixels and per cent. What else is in it is ignored; one that cannot be read
 * arranges nothing.
 */
export function arrangeByStylesheet(
  pictures: readonly Picture[],
  canvas: Canvas,
  stylesheet: string,
): Placed[] {
  const rules = readRules(stylesheet)
  const flow = new Flow(canvas)
  return pictures
    .map((picture, i) => ({ picture, style: styleOf(rules, picture, i, pictures.length) }))
    .map(({ picture, style }, i) => ({ ...placeByStyle(picture, style, canvas, flow), order: i, style }))
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => layerOf(a.style) - layerOf(b.style) || a.order - b.order)
    .map(({ id, x, y, width, height, fit }) => ({ id, x, y, width, height, fit }))
}

interface StreamRule {
  matches(picture: Picture, index: number, count: number): boolean
  weight: number
  style: Style
}

function readRules(stylesheet: string): StreamRule[] {
  const rules: StreamRule[] = []
  try {
    postcss.parse(stylesheet).walkRules((rule) => {
      const style = readStyle(rule)
      for (const selector of rule.selectors) {
        const read = readSelector(selector.trim())
        if (read) rules.push({ ...read, style })
      }
    })
  } catch {
    return []
  }
  // Of two rules that say the same, the more particular one counts, or else the later.
  return rules
    .map((rule, order) => ({ rule, order }))
    .sort((a, b) => a.rule.weight - b.rule.weight || a.order - b.order)
    .map(({ rule }) => rule)
}

function readStyle(rule: Rule): Style {
  const style: Style = new Map()
  rule.walkDecls(({ prop, value }) => {
    style.set(prop.toLowerCase(), value.trim().toLowerCase())
  })
  return style
}

const SELECTOR = /^(?:stream|\*)?((?:\.[\w-]+|:first-child|:last-child|:nth-child\([^)]*\))*)$/

function readSelector(selector: string): Pick<StreamRule, 'matches' | 'weight'> | undefined {
  const [, conditions] = SELECTOR.exec(selector) ?? []
  if (conditions === undefined || selector === '') return undefined
  const parts = conditions.match(/\.[\w-]+|:[\w-]+(?:\([^)]*\))?/g) ?? []
  return {
    weight: parts.length,
    matches: (picture, index, count) => parts.every((part) => matchesPart(part, picture, index, count)),
  }
}

function matchesPart(part: string, { classes }: Picture, index: number, count: number): boolean {
  if (part.startsWith('.')) return classes.includes(part.slice(1))
  if (part === ':first-child') return index === 0
  if (part === ':last-child') return index === count - 1
  const formula = /\(([^)]*)\)/.exec(part)?.[1]?.replace(/\s/g, '') ?? ''
  if (/^\d+$/.test(formula)) return index + 1 === Number(formula)
  if (formula === 'odd' || formula === 'even') return (index + 1) % 2 === (formula === 'odd' ? 1 : 0)
  const [, step = '', offset = '0'] = /^(-?\d*)n([+-]\d+)?$/.exec(formula) ?? []
  if (!formula.includes('n')) return false
  const every = step === '' ? 1 : step === '-' ? -1 : Number(step)
  const rest = index + 1 - Number(offset)
  return every === 0 ? rest === 0 : rest % every === 0 && rest / every >= 0
}

function styleOf(rules: readonly StreamRule[], picture: Picture, index: number, count: number): Style {
  const style: Style = new Map()
  for (const rule of rules) {
    if (rule.matches(picture, index, count)) for (const [name, value] of rule.style) style.set(name, value)
  }
  return style
}

const layerOf = (style: Style) => Number.parseInt(style.get('z-index') ?? '0', 10) || 0

function placeByStyle(picture: Picture, style: Style, canvas: Canvas, flow: Flow): Placed {
  const measure = (name: string, whole: number) => readLength(style.get(name), whole)
  const left = measure('left', canvas.width)
  const right = measure('right', canvas.width)
  const top = measure('top', canvas.height)
  const bottom = measure('bottom', canvas.height)
  const isAbsolute = ['absolute', 'fixed'].includes(style.get('position') ?? '')
  const width =
    measure('width', canvas.width) ??
    (isAbsolute && left !== undefined && right !== undefined ? canvas.width - left - right : canvas.width)
  const height =
    measure('height', canvas.height) ??
    (isAbsolute && top !== undefined && bottom !== undefined ? canvas.height - top - bottom : canvas.height)
  const at = isAbsolute
    ? {
        x: left ?? (right === undefined ? 0 : canvas.width - right - width),
        y: top ?? (bottom === undefined ? 0 : canvas.height - bottom - height),
      }
    : flow.next(width, height, left ?? 0, top ?? 0)
  const fit = style.get('object-fit') === 'cover' ? 'cover' : 'contain'
  const isHidden = style.get('display') === 'none' || style.get('visibility') === 'hidden'
  const box = isHidden ? { width: 0, height: 0 } : { width: even(width), height: even(height) }
  return { id: picture.id, x: Math.round(at.x), y: Math.round(at.y), ...box, fit }
}

/** Pixels, or per cent of the canvas; `undefined` for anything else. */
function readLength(text: string | undefined, whole: number): number | undefined {
  const [, number, unit] = /^(-?[\d.]+)(px|%)?$/.exec(text ?? '') ?? []
  const value = Number(number)
  if (number === undefined || !Number.isFinite(value)) return undefined
  return unit === '%' ? (whole * value) / 100 : value
}

/** Where pictures go that say no position: one after another, row by row. */
class Flow {
  readonly #canvas: Canvas
  #x = 0
  #y = 0
  #rowHeight = 0

  constructor(canvas: Canvas) {
    this.#canvas = canvas
  }

  next(width: number, height: number, dx: number, dy: number): { x: number; y: number } {
    if (this.#x > 0 && this.#x + width > this.#canvas.width + 1) {
      this.#x = 0
      this.#y += this.#rowHeight
      this.#rowHeight = 0
    }
    const at = { x: this.#x + dx, y: this.#y + dy }
    this.#x += width
    this.#rowHeight = Math.max(this.#rowHeight, height)
    return at
  }
}
