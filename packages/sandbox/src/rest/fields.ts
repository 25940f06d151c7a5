import { Refusal } from '../refusal.ts'
import { readJsonObject } from './json-body.ts'
import type { BodyKeeper } from './text-body.ts'

/**
 * The fields of a JSON body, read as SDKs send them (platform facts §2): `null` is as good as absent, a number and a
 * boolean may be text, and what is not known is ignored. Each problem is a refusal that names its field.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #prefix: string

  constructor(values: Readonly<Record<string, unknown>>, prefix = '') {
    this.#values = values
    this.#prefix = prefix
  }

  /** @throws {Refusal} 400 for a body that is not a JSON object */
  static async read(request: Request, keeper: BodyKeeper): Promise<Fields> {
    return new Fields(await readJsonObject(request, keeper))
  }

  /** Whether a field is there and is not `null`. */
  has(name: string): boolean {
    return this.#get(name) !== undefined
  }

  /** A text; the empty one is as good as absent. */
  text(name: string, { longest = 2048, shortest = 1 } = {}): string | undefined {
    const value = this.#get(name)
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string' && typeof value !== 'number') throw this.invalid(name, 'must be text')
    const text = String(value)
    if (text.length < shortest || text.length > longest)
      throw this.invalid(name, `must have ${shortest} to ${longest} characters`)
    return text
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.#get(name)
    if (value === undefined || value === '') return fallback
    const text = String(value).toLowerCase()
    if (text === 'true' || text === 'false') return text === 'true'
    throw this.invalid(name, 'must be true or false')
  }

  number(
    name: string,
    { least, most, whole = true }: { least: number; most: number; whole?: boolean },
  ): number | undefined {
    const value = this.#get(name)
    if (value === undefined || value === '') return undefined
    const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
    const isFit = number >= least && number <= most && (!whole || Number.isInteger(number))
    if (isFit) return number
    throw this.invalid(name, `must be a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`)
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const text = this.text(name)
    const value = values.find((one) => one === text)
    if (text === undefined || value !== undefined) return value
    throw this.invalid(name, `must be one of ${values.join(', ')}`)
  }

  /** A web address of one of these protocols, such as `https`. */
  url(name: string, protocols: readonly string[], length: { longest?: number; shortest?: number } = {}) {
    const text = this.text(name, length)
    if (text === undefined) return undefined
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url && protocols.includes(url.protocol.slice(0, -1))) return text
    throw this.invalid(name, `must be an address that begins with ${protocols.join(':// or ')}://`)
  }

  object(name: string): Fields | undefined {
    const value = this.#get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'object' || Array.isArray(value)) throw this.invalid(name, 'must be an object')
    return new Fields(value as Record<string, unknown>, `${this.#prefix}${name}.`)
  }

  /** A list of objects; one object alone is a list of it. */
  objects(name: string): Fields[] {
    const value = this.#get(name) ?? []
    return [value].flat().map((item: unknown, i) => {
      if (typeof item !== 'object' || item === null) throw this.invalid(name, 'must be a list of objects')
      return new Fields(item as Record<string, unknown>, `${this.#prefix}${name}[${i}].`)
    })
  }

  /** A list of texts. */
  texts(name: string): string[] | undefined {
    const value = this.#get(name)
    if (value === undefined) return undefined
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
    if (isList) return [...value]
    throw this.invalid(name, 'must be a list of texts')
  }

  /** An object whose values are all text, such as headers. */
  record(name: string): Record<string, string> {
    const values = this.object(name)?.values ?? {}
    const isText = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
    if (!Object.values(values).every(isText)) throw this.invalid(name, 'must have only texts as its values')
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]))
  }

  /** What is in the field as it came; `undefined` for `null`. */
  raw(name: string): unknown {
    return this.#get(name)
  }

  get values(): Readonly<Record<string, unknown>> {
    return this.#values
  }

  invalid(name: string, problem: string): Refusal {
    const path = this.#prefix + name
    return new Refusal(400, `Invalid ${path}`, `In the body, ${path} ${problem}`)
  }

  #get(name: string): unknown {
    return (Object.hasOwn(this.#values, name) ? this.#values[name] : undefined) ?? undefined
  }
}
