/**
 * What the sandbox can play where it cannot do the real thing, if it is asked to: a telephone that answers, a film in
 * place of a recording, and silence in place of a session's sound (platform facts §11).
 */
export const SIMULATIONS = ['sip', 'archives', 'audio-connector'] as const

/** @see {@link SIMULATIONS} */
export type Simulation = (typeof SIMULATIONS)[number]

/** Which simulations were asked for. */
export type Simulations = ReadonlySet<Simulation>

/** @throws {TypeError} naming what is not a simulation */
export function readSimulations(value: unknown): Set<Simulation> {
  const list = Array.isArray(value) ? value : undefined
  const unknown = list?.find((one) => !SIMULATIONS.includes(one))
  if (list === undefined || unknown !== undefined)
    throw new TypeError(`simulate: must be a list of some of ${SIMULATIONS.join(', ')}`)
  return new Set(list)
}
