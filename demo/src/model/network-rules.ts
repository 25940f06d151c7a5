import type {
  ClientConditions,
  NetworkConditions,
  NetworkState,
  SessionConditions,
} from '@opentok-sandbox/sandbox'

/**
 * The conditions with a change to those of one client. Rules for many, which the page does not make, stay behind those of
 * single clients: the first rule that fits a client counts.
 *
 * @example
 * await network.set(withClient(await network.get(), 'a1b2…', { place: 'sydney' }))
 */
export function withClient(
  state: NetworkState,
  connection: string,
  change: Omit<ClientConditions, 'session' | 'connection'>,
): NetworkConditions {
  const { place, clients, sessions } = state
  const isOfClient = (rule: ClientConditions) => rule.connection === connection
  const rule = withoutEmpty({ ...clients.find(isOfClient), connection, ...change })
  const others = clients.filter((one) => !isOfClient(one))
  return { place, sessions, clients: Object.keys(rule).length > 1 ? [rule, ...others] : others }
}

/** The conditions with a change to those of one session. */
export function withSession(
  state: NetworkState,
  session: string,
  change: Omit<SessionConditions, 'session'>,
): NetworkConditions {
  const { place, clients, sessions } = state
  const isOfSession = (rule: SessionConditions) => rule.session === session
  const rule = withoutEmpty({ ...sessions.find(isOfSession), session, ...change })
  const others = sessions.filter((one) => !isOfSession(one))
  return { place, clients, sessions: Object.keys(rule).length > 1 ? [rule, ...others] : others }
}

function withoutEmpty<Rule extends object>(rule: Rule): Rule {
  return Object.fromEntries(Object.entries(rule).filter(([, part]) => part !== undefined)) as Rule
}
