import fc from 'fast-check'
import { it } from 'vitest'

export { fc }

type Values<Arbitraries extends [unknown, ...unknown[]]> = {
  [K in keyof Arbitraries]: fc.Arbitrary<Arbitraries[K]>
}

/** A test of a property: it must hold for every value that the arbitraries give, from a fixed seed. */
export function property<Ts extends [unknown, ...unknown[]]>(
  title: string,
  arbitraries: Values<Ts>,
  check: (...values: Ts) => void | Promise<void>,
): void {
  it(title, async () => {
    const holds = fc.asyncProperty(...arbitraries, async (...values: Ts) => {
      await check(...values)
    })
    await fc.assert(holds, { seed: 1 })
  })
}
