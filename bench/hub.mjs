// Messaging: through the hub, beside the bare transport; and what each client, each receiver and each byte costs.

import { createCounter, openSession } from './clients.mjs'

const RECEIVERS = 10
const SIGNALS = 2000

const seconds = async (work) => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const round = (number, digits = 2) => Number(number.toFixed(digits))

/** The same bytes to as many receivers, over ports, with nobody reading them. */
async function bareTransport(bytes) {
  const { port1: sender, port2: relay } = new MessageChannel()
  const counter = createCounter()
  const outlets = Array.from({ length: RECEIVERS }, () => {
    const { port1, port2 } = new MessageChannel()
    port2.onmessage = () => counter.add()
    return [port1, port2]
  })
  relay.onmessage = ({ data }) => {
    for (const [outlet] of outlets) outlet.postMessage(data)
  }
  const time = await seconds(() => {
    for (let i = 0; i < SIGNALS; i++) sender.postMessage(bytes)
    return counter.reach(SIGNALS * RECEIVERS)
  })
  for (const port of [sender, relay, ...outlets.flat()]) port.close()
  return (SIGNALS * RECEIVERS) / time
}

async function throughHub(data) {
  const { join } = await openSession()
  const clients = []
  for (let i = 0; i < RECEIVERS; i++) clients.push(await join())
  const before = clients.map(({ heard }) => heard.count)
  const time = await seconds(async () => {
    for (let i = 0; i < SIGNALS; i++) clients[0].signal(data)
    // The last to join has heard of nobody after it.
    await Promise.all(clients.map(({ heard }, i) => heard.reach(before[i] + SIGNALS)))
  })
  for (const client of clients) client.close()
  return (SIGNALS * RECEIVERS) / time
}

const hub = []
const bare = []
for (let i = 0; i < 5; i++) {
  bare.push(await bareTransport(new Uint8Array(300)))
  hub.push(await throughHub('x'.repeat(100)))
}
console.log(`signals to ${RECEIVERS} receivers, messages a second (median of 5 rounds, side by side):`)
console.log(
  `  bare ports ${Math.round(median(bare))}   hub ${Math.round(median(hub))}   hub / bare ${round(median(hub) / median(bare))}`,
)

console.log('\nthe n-th connection of one session:')
{
  const { join } = await openSession()
  const clients = []
  for (const n of [2, 10, 100, 1000]) {
    while (clients.length < n - 1) clients.push(await join())
    const times = []
    for (let i = 0; i < 5; i++) {
      const others = clients.map(({ heard }) => heard.count)
      times.push(
        await seconds(async () => {
          clients.push(await join())
          await Promise.all(others.map((count, c) => clients[c].heard.reach(count + 1)))
        }),
      )
    }
    const time = median(times)
    console.log(
      `  n = ${String(n).padStart(4)}   ${round(time * 1000)} ms until all know   ${round((time * 1e6) / n, 1)} µs for each of them`,
    )
  }
  for (const client of clients) client.close()
}

console.log('\na signal to one receiver more, by the size of its data:')
{
  const { join } = await openSession()
  const clients = [await join(), await join()]
  let base
  for (const size of [0, 100, 1000, 8000]) {
    const data = 'x'.repeat(size)
    const times = []
    for (let i = 0; i < 5; i++) {
      const before = clients.map(({ heard }) => heard.count)
      times.push(
        await seconds(async () => {
          for (let j = 0; j < 500; j++) clients[0].signal(data)
          await Promise.all(clients.map(({ heard }, c) => heard.reach(before[c] + 500)))
        }),
      )
    }
    const cost = (median(times) / 500) * 1e6
    base ??= cost
    console.log(
      `  ${String(size).padStart(4)} characters   ${round(cost, 1)} µs   ${round(cost / base)} × that of none`,
    )
  }
  for (const client of clients) client.close()
}
