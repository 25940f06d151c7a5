import { expect, it } from 'vitest'
import { MESSAGES_TO_CLIENTS, partsAt, scopeAt } from '../../src/faults/fault-point.ts'
import { readFaultRule } from '../../src/faults/read-fault-rule.ts'
import { FAULT_CATALOGUE, FAULT_POINTS, NETWORK_FAULTS } from '../../src/index.ts'

/** What is injected at each point, in the words of users. */
const POINTS: Record<(typeof FAULT_POINTS)[number], string> = {
  'session.create': '`createSession()` of a server SDK',
  rest: 'every other call of a server SDK; `where.path` narrows it',
  'session.info': '`connect()`: what the client asks before it opens its socket',
  config: 'the client’s configuration',
  logging: 'the client’s logs',
  socket: 'the messaging socket, when it opens; all but `refuse` also with the next PING of an open one',
  connect: '`connect()`: the message over the socket',
  signal: '`signal()`',
  publish: '`publish()`',
  subscribe: '`subscribe()`',
  message: 'any message to a client; `where.message` narrows it',
  media: 'the negotiation of a subscription, when it begins',
  device: 'the camera and the microphone, where they are [fake](test-a-call.md)',
}

function page(): string {
  const points = FAULT_POINTS.map((point) => {
    const network = NETWORK_FAULTS[point].map((one) => `\`${one}\``).join(', ')
    const parts = partsAt(point)
      .map((part) => `\`${part}\``)
      .join(', ')
    return `| \`${point}\` | ${POINTS[point]} | ${parts} | ${network || '–'} |`
  })
  const faults = FAULT_CATALOGUE.map(({ name, what, rule, sees }) => {
    return `| \`${name}\` | ${what} | ${sees} | \`${JSON.stringify(rule)}\` |`
  })
  return `# The catalogue of faults

This page is generated from the code. [faults.json](faults.json) is the same for programs. The tests arm each of these faults, and
compare what the real client or the Node SDK makes of it with this table.

\`await sandbox.fail('token-expired')\` arms one, \`await sandbox.fail('token-expired', { times: 'always' })\` changes a part of its rule, and
\`opentok-sandbox fail token-expired\` does it from a shell. [Steer a sandbox](steer-a-sandbox.md#faults) has the rest.

| name | what happens | an app sees | rule |
|---|---|---|---|
${faults.join('\n')}

## Where faults can be injected

| \`on\` | what fails | a rule has | \`network\` |
|---|---|---|---|
${points.join('\n')}

Every rule can also have \`times\`, \`probability\` and \`where\`, which narrows it to a \`session\`, a \`connection\` (its ID or its data) or a
\`role\`; at ${FAULT_POINTS.filter((point) => scopeAt(point).includes('path'))
    .map((point) => `\`${point}\``)
    .join(', ')} also to a \`path\`, and at \`message\` to a \`message\`. In each
of them, \`*\` stands for any characters. The messages to a client are:

${MESSAGES_TO_CLIENTS.map((message) => `\`${message}\``).join(', ')}.

"nothing happens" means that neither an answer nor an error comes, for as long as somebody waits.
`
}

it('is the page and the file of the documentation', async () => {
  await expect(page()).toMatchFileSnapshot('../../../../docs/faults.md')
  const json = JSON.stringify(FAULT_CATALOGUE, undefined, 2)
  await expect(`${json}\n`).toMatchFileSnapshot('../../../../docs/faults.json')
})

it('has rules that can be armed, names of their own, and says what an app sees', () => {
  expect(new Set(FAULT_CATALOGUE.map(({ name }) => name)).size).toBe(FAULT_CATALOGUE.length)
  for (const { name, rule, sees } of FAULT_CATALOGUE) {
    expect(readFaultRule({ name })).toEqual({ name, ...rule })
    expect(sees).not.toBe('')
  }
})

it('has something for every point but the client’s logs, whose loss nobody sees', () => {
  const points = new Set(FAULT_CATALOGUE.map(({ rule }) => rule.on))
  expect(FAULT_POINTS.filter((point) => !points.has(point))).toEqual(['logging'])
})
