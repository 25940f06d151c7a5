import { readDuration } from '../duration.ts'
import type { Place } from '../session/place.ts'
import { nameOr, suggest } from '../suggest.ts'

/** What the network does to the clients that a rule names. The first rule that fits a client counts. */
export interface ClientConditions {
  /** A session ID. @default every session */
  session?: string | undefined
  /** A client: its connection ID or its connection data; `*` stands for any characters. @default every client */
  connection?: string | undefined
  /** Where it is: its messages and its media take as long as the distance to the session's place demands. */
  place?: string | undefined
  /** A delay one way in place of that of the distance, in milliseconds or as text such as `"80ms"`. */
  delay?: number | string | undefined
  /** By how much the delay varies, up or down, in milliseconds or as text. @default 0 */
  jitter?: number | string | undefined
  /** The share of its media packets that are lost, in each direction, from 0 to 1. @default 0 */
  loss?: number | undefined
}

/** What the network does to sessions. */
export interface SessionConditions {
  /** A session ID. @default every session */
  session?: string | undefined
  /** Where its servers are, in place of what its location hint or its first client says. */
  place?: string | undefined
  /** Whether the clients of a peer-to-peer session can reach each other. `false` leaves relaying. @default true */
  direct?: boolean | undefined
}

/**
 * The conditions of the network; plain data. Nothing is delayed or lost unless a rule says so.
 *
 * @example
 * // How the app feels for a guest in Sydney when the session sits in Virginia
 * await sandbox.network.set({
 *   sessions: [{ place: 'virginia' }],
 *   clients: [{ connection: 'name=Guest', place: 'sydney' }],
 * })
 */
export interface NetworkConditions {
  /** Where clients are whose addresses have no place: loopback, private and IPv6 addresses. @default the first place */
  place?: string | undefined
  clients?: readonly ClientConditions[] | undefined
  sessions?: readonly SessionConditions[] | undefined
}

/** Rules whose durations are in milliseconds. */
export type CheckedClient = ClientConditions & { delay?: number | undefined; jitter?: number | undefined }

/** Conditions that have been read. */
export interface CheckedConditions {
  place: string
  clients: readonly CheckedClient[]
  sessions: readonly SessionConditions[]
}

const MOST_RULES = 1000

/** The longest delay, in milliseconds: OpenTok's client takes a longer silence for a broken socket. */
const LONGEST_DELAY = 5000

/** @throws {TypeError} naming what is wrong */
export function readNetworkConditions(
  input: Readonly<Record<string, unknown>>,
  places: readonly Place[],
): CheckedConditions {
  refuseUnknown(input, ['place', 'clients', 'sessions'], '')
  const [home] = places
  return {
    place: readPlace(input.place, 'place', places) ?? home?.id ?? '',
    clients: readRules(input.clients, 'clients', (rule, at) => readClient(rule, at, places)),
    sessions: readRules(input.sessions, 'sessions', (rule, at) => readSession(rule, at, places)),
  }
}

type Rule = Readonly<Record<string, unknown>>

function readClient(rule: Rule, at: string, places: readonly Place[]): CheckedClient {
  refuseUnknown(rule, ['session', 'connection', 'place', 'delay', 'jitter', 'loss'], at)
  const { delay, jitter, loss } = rule
  if (loss !== undefined && !(typeof loss === 'number' && loss >= 0 && loss <= 1))
    throw new TypeError(`${at}loss: must be a share from 0 to 1, such as 0.05`)
  return withoutUndefined({
    session: readText(rule.session, `${at}session`),
    connection: readText(rule.connection, `${at}connection`),
    place: readPlace(rule.place, `${at}place`, places),
    delay: delay === undefined ? undefined : readShort(delay, `${at}delay`),
    jitter: jitter === undefined ? undefined : readShort(jitter, `${at}jitter`),
    loss,
  })
}

function readSession(rule: Rule, at: string, places: readonly Place[]): SessionConditions {
  refuseUnknown(rule, ['session', 'place', 'direct'], at)
  const { direct } = rule
  if (direct !== undefined && typeof direct !== 'boolean')
    throw new TypeError(`${at}direct: must be true or false`)
  return withoutUndefined({
    session: readText(rule.session, `${at}session`),
    place: readPlace(rule.place, `${at}place`, places),
    direct,
  })
}

function readRules<Read>(rules: unknown, name: string, read: (rule: Rule, at: string) => Read): Read[] {
  if (rules === undefined) return []
  if (!Array.isArray(rules) || rules.length > MOST_RULES)
    throw new TypeError(`${name}: must be a list of at most ${MOST_RULES} rules`)
  return rules.map((rule, i) => {
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule))
      throw new TypeError(`${name}[${i}]: must be an object`)
    return read(rule, `${name}[${i}].`)
  })
}

function refuseUnknown(input: Rule, known: readonly string[], at: string): void {
  for (const key of Object.keys(input)) {
    if (!known.includes(key))
      throw new TypeError(`${at}${key}: the network has ${known.join(', ')} here${suggest(key, known)}`)
  }
}

function readPlace(value: unknown, name: string, places: readonly Place[]): string | undefined {
  if (value === undefined) return undefined
  const ids = places.map(({ id }) => id)
  if (ids.includes(value as string)) return value as string
  const given = nameOr(value, 'this')
  throw new TypeError(`${name}: ${given} is not a place; they are ${ids.join(', ')}${suggest(value, ids)}`)
}

function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(`${name}: must be text`)
}

function readShort(value: unknown, name: string): number {
  const milliseconds = readDuration(value, name)
  if (milliseconds <= LONGEST_DELAY) return milliseconds
  throw new TypeError(`${name}: must be at most ${LONGEST_DELAY} ms: clients take more for a broken network`)
}

function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value
}
