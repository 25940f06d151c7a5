// How the benchmarks measure and print.

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

export const round = (number, digits = 2) => Number(number.toFixed(digits))

/** The seconds that some work takes. */
export async function seconds(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** How often a second something can be done, with so many under way at once. */
export async function rate(times, inFlight, once) {
  const worker = async () => {
    for (let i = 0; i < times / inFlight; i++) await once()
  }
  return times / (await seconds(() => Promise.all(Array.from({ length: inFlight }, worker))))
}

/** Measures contenders in turn, round after round; the first round warms them up, and does not count. */
export async function compare(contenders, rounds = 5) {
  const figures = new Map(Object.keys(contenders).map((name) => [name, []]))
  for (let i = 0; i <= rounds; i++) {
    for (const [name, measure] of Object.entries(contenders)) {
      const figure = await measure()
      if (i > 0) figures.get(name).push(figure)
    }
  }
  return Object.fromEntries([...figures].map(([name, numbers]) => [name, median(numbers)]))
}

/** Prints what was compared, and each as a multiple of one of them. */
export function print(title, figures, beside) {
  console.log(title)
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  for (const [name, figure] of Object.entries(figures)) {
    const ratio = name === beside ? '' : `   ${round(figure / figures[beside])} × ${beside}`
    console.log(`  ${name.padEnd(width)}  ${String(Math.round(figure)).padStart(7)}${ratio}`)
  }
}
