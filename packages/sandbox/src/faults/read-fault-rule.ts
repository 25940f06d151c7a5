import { isRole } from '@opentok-sandbox/core/token'
import { matchesPattern } from '../journal/pattern.ts'
import { nameOr, suggest } from '../suggest.ts'
import { FAULT_CATALOGUE, findFault } from './catalogue.ts'
import { readDelay } from './delay.ts'
import {
  FAULT_POINTS,
  type FaultPoint,
  MESSAGES_TO_CLIENTS,
  NETWORK_FAULTS,
  type NetworkFault,
  partsAt,
  scopeAt,
} from './fault-point.ts'
import type { CheckedRule, FaultRule } from './fault-rule.ts'

const EVERYWHERE = ['on', 'name', 'times', 'probability', 'where']
const SCOPE_EVERYWHERE = ['session', 'connection', 'role']
const ALL = [...EVERYWHERE, 'status', 'message', 'code', 'body', 'headers', 'reason', 'network', 'delay']

/** @throws {TypeError} naming what is wrong with a rule */
export function readFaultRule(input: Readonly<Record<string, unknown>>): CheckedRule {
  const { name, ...given } = input
  const named = name === undefined ? undefined : requireFault(name)
  const rule: Record<string, unknown> = { ...(named && { name }), ...named, ...given }
  // What narrows a named fault narrows it further.
  if (named?.where && typeof given.where === 'object') rule.where = { ...named.where, ...given.where }
  for (const part of Object.keys(rule)) if (rule[part] === undefined) delete rule[part]
  const on = FAULT_POINTS.find((point) => point === rule.on)
  if (on === undefined) {
    throw new TypeError(`on: must be one of ${FAULT_POINTS.join(', ')}${suggest(rule.on, FAULT_POINTS)}`)
  }
  for (const part of Object.keys(rule)) checkPart(on, part)
  checkNumbers(rule)
  checkTexts(rule)
  if ('where' in rule) checkScope(on, rule.where)
  if ('network' in rule) rule.network = readNetwork(on, rule.network)
  // There, nothing else can happen.
  else if (ALWAYS_NETWORK.includes(on) && rule.delay === undefined) rule.network = NETWORK_FAULTS[on][0]
  checkBody(rule)
  if ('delay' in rule) readDelay(rule.delay)
  return rule as unknown as CheckedRule
}

const ALWAYS_NETWORK: readonly FaultPoint[] = ['message', 'media', 'socket']

function requireFault(name: unknown): FaultRule {
  const found = typeof name === 'string' ? findFault(name) : undefined
  if (found) return found.rule
  const names = FAULT_CATALOGUE.map((fault) => fault.name)
  throw new TypeError(
    `name: the catalogue (docs/faults.md) does not have ${nameOr(name, 'this fault')}${suggest(name, names)}`,
  )
}

function checkPart(on: FaultPoint, part: string): void {
  const parts = [...EVERYWHERE, ...partsAt(on)]
  if (parts.includes(part)) return
  if (ALL.includes(part))
    throw new TypeError(`${part}: means nothing at ${on}; a rule there has ${parts.join(', ')}`)
  throw new TypeError(`${part}: is not part of a fault rule; it has ${ALL.join(', ')}${suggest(part, ALL)}`)
}

function checkNumbers(rule: Record<string, unknown>): void {
  const { times = 1, probability = 1, status = 500, code = 0 } = rule
  const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
  if (times !== 'always' && !(isWhole(times) && times >= 1))
    throw new TypeError('times: must be a whole number from 1, or "always"')
  if (!(typeof probability === 'number' && probability >= 0 && probability <= 1))
    throw new TypeError('probability: must be a number from 0 to 1')
  if (!(isWhole(status) && status >= 200 && status <= 599)) throw new TypeError('status: must be 200 to 599')
  if (!isWhole(code)) throw new TypeError('code: must be a whole number')
}

function checkTexts(rule: Record<string, unknown>): void {
  for (const name of ['body', 'message', 'reason']) {
    if (!['string', 'undefined'].includes(typeof rule[name])) throw new TypeError(`${name}: must be text`)
  }
  for (const [name, longest] of Object.entries(LONGEST)) {
    if (String(rule[name] ?? '').length > longest)
      throw new TypeError(`${name}: must have at most ${longest} characters`)
  }
  checkHeaders(rule.headers)
}

/** The longest texts of a rule: a frame has room for a reason, and a journal for a body. */
const LONGEST = { reason: 1000, message: 1000, body: 1024 * 1024 }

/** What the server itself writes, since it depends on how an answer is sent. */
const OWN_HEADERS = /^(connection|content-length|date|keep-alive|te|trailer|transfer-encoding|upgrade)$/i

function checkHeaders(headers: unknown): void {
  if (headers === undefined) return
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers))
    throw new TypeError('headers: must be an object of header names and their texts')
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name) || OWN_HEADERS.test(name))
      throw new TypeError('headers: has a name that an answer cannot have, or that the server writes itself')
    if (typeof value !== 'string' || !/^[\t\x20-\x7e]{0,8000}$/.test(value))
      throw new TypeError(`headers: the value of ${name} must be text of printable ASCII characters`)
  }
}

/** An answer of these statuses has no body. */
const BODILESS = [204, 205, 304]

function checkBody({ status, message, body, network }: Record<string, unknown>): void {
  const isSpoilt = network === 'truncated' || network === 'slow' || network === 'endless'
  if (!BODILESS.includes(status as number) || (message === undefined && body === undefined && !isSpoilt))
    return
  throw new TypeError(`status: an answer with ${status} has no body, and so no message, and none to spoil`)
}

function checkScope(on: FaultPoint, where: unknown): void {
  if (typeof where !== 'object' || where === null || Array.isArray(where))
    throw new TypeError('where: must be an object')
  const parts = [...SCOPE_EVERYWHERE, ...scopeAt(on)]
  for (const [part, value] of Object.entries(where)) {
    if (!parts.includes(part))
      throw new TypeError(
        `where.${part}: a rule on ${on} can be narrowed by ${parts.join(', ')}${suggest(part, parts)}`,
      )
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw new TypeError(`where.${part}: must be text`)
    if (part === 'message' && value !== undefined) checkMessage(value)
    if (part === 'role' && value !== undefined && !isRole(value))
      throw new TypeError('where.role: must be a role of OpenTok, such as publisher')
  }
}

function checkMessage(pattern: unknown): void {
  if (MESSAGES_TO_CLIENTS.some((message) => matchesPattern(message, String(pattern)))) return
  throw new TypeError(
    `where.message: no message to a client is like this; they are ${MESSAGES_TO_CLIENTS.join(', ')}${suggest(pattern, MESSAGES_TO_CLIENTS)}`,
  )
}

function readNetwork(on: FaultPoint, network: unknown): NetworkFault | undefined {
  const known: readonly NetworkFault[] = NETWORK_FAULTS[on]
  if (network === false) return undefined
  const found = network === true ? known[0] : known.find((one) => one === network)
  if (found) return found
  throw new TypeError(`network: must be true, or one of ${known.join(', ')}${suggest(network, known)}`)
}
