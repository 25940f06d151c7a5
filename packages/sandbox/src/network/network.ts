import { isParty } from '../journal/query.ts'
import type { Connection } from '../session/connection.ts'
import type { Cause, PlaceReason } from '../session/event-details.ts'
import type { Place } from '../session/place.ts'
import type { Session } from '../session/session.ts'
import { readSessionId } from '../session/session-id.ts'
import type { Coordinates } from './coordinates.ts'
import { distanceDelay } from './distance.ts'
import { type CheckedConditions, readNetworkConditions } from './network-conditions.ts'
import { nearestPlace } from './places.ts'

/** What the way between a client and the servers of its session does to what goes there. */
export interface Route {
  /** In milliseconds, one way. */
  delay: number
  /** By how much the delay varies, in milliseconds. */
  jitter: number
  /** The share of media packets that are lost. */
  loss: number
}

/** Where an address is; `undefined` for one that has no place. */
export type Locate = (address: string) => Coordinates | undefined

/** What the network takes from outside. */
export interface NetworkParts {
  places: readonly Place[]
  locate: Locate
  onChange(): void
}

/** The network between the clients and the servers: who is where, and what the ways between them do. */
export class Network {
  readonly places: readonly Place[]
  readonly #locate: Locate
  readonly #onChange: () => void
  #conditions: CheckedConditions
  #version = 0
  /** Routes are asked for with every packet. */
  #routes = new WeakMap<Connection, Route | undefined>()

  constructor({ places, locate, onChange }: NetworkParts) {
    this.places = places
    this.#locate = locate
    this.#onChange = onChange
    this.#conditions = readNetworkConditions({}, places)
  }

  get conditions(): CheckedConditions {
    return this.#conditions
  }

  /** Grows with each change of the conditions. */
  get version(): number {
    return this.#version
  }

  /** Sets the conditions in place of those of before. */
  set(conditions: CheckedConditions): void {
    this.#conditions = conditions
    this.#changed()
  }

  reset(): void {
    this.set(readNetworkConditions({}, this.places))
  }

  /** The place of an address; `undefined` where it has none. */
  locate(address: string | undefined): Place | undefined {
    const point = address ? this.#locate(address) : undefined
    return point && nearestPlace(this.places, point)
  }

  /** Where a client is: where a rule puts it, where its address is, or where all others are. */
  placeOf(session: Session, connection: Connection): Place {
    const rule = this.#ruleOf(session, connection)
    return this.#find(rule?.place) ?? connection.addressPlace ?? this.#home
  }

  /** Where the servers of a session are, or would be if a client at that place connected first. */
  foresee(sessionId: string, session: Session | undefined, place: Place | undefined): [Place, PlaceReason] {
    const ruled = this.#find(this.#rulesOf(sessionId).find((rule) => rule.place)?.place)
    if (ruled) return [ruled, 'command']
    if (session?.place) return [session.place, 'client']
    const hinted = this.locate(readSessionId(sessionId)?.location)
    if (hinted) return [hinted, 'hint']
    return [place ?? this.#home, 'client']
  }

  /** Situates a session that a client connects to; one that has a place keeps it. */
  situate(session: Session, first: Connection | undefined, cause: Cause): void {
    const place = first && this.placeOf(session, first)
    const [found, reason] = this.foresee(session.id, session, place)
    if (found === session.place) return
    session.setPlace(found, reason, cause)
    this.#routes = new WeakMap()
  }

  /** Whether the clients of a session can reach each other directly. */
  isDirect(sessionId: string): boolean {
    return this.#rulesOf(sessionId).find((rule) => rule.direct !== undefined)?.direct ?? true
  }

  /** Whether nothing is delayed or lost for anybody. */
  get isIdeal(): boolean {
    return this.#conditions.clients.length === 0
  }

  /** What the way between a client and its session's servers does; `undefined` if nothing. */
  routeOf(session: Session, connection: Connection): Route | undefined {
    if (this.isIdeal) return undefined
    if (!this.#routes.has(connection)) this.#routes.set(connection, this.#findRoute(session, connection))
    return this.#routes.get(connection)
  }

  #findRoute(session: Session, connection: Connection): Route | undefined {
    const rule = this.#ruleOf(session, connection)
    if (rule === undefined) return undefined
    const far = rule.place ? distanceDelay(this.placeOf(session, connection), session.place ?? this.#home) : 0
    const route = { delay: rule.delay ?? far, jitter: rule.jitter ?? 0, loss: rule.loss ?? 0 }
    return route.delay || route.jitter || route.loss ? route : undefined
  }

  get #home(): Place {
    const [first] = this.places
    return this.#find(this.#conditions.place) ?? (first as Place)
  }

  #find(id: string | undefined): Place | undefined {
    return id === undefined ? undefined : this.places.find((place) => place.id === id)
  }

  #ruleOf(session: Session, connection: Connection) {
    return this.#conditions.clients.find(
      (rule) =>
        (rule.session === undefined || rule.session === session.id) &&
        (rule.connection === undefined || isParty(connection, rule.connection)),
    )
  }

  #rulesOf(sessionId: string) {
    return this.#conditions.sessions.filter(
      (rule) => rule.session === undefined || rule.session === sessionId,
    )
  }

  #changed(): void {
    this.#version++
    this.#routes = new WeakMap()
    this.#onChange()
  }
}
