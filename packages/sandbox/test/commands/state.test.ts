// The published schema says the same as the code.

import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import {
  createSandbox,
  FAULT_CATALOGUE,
  FAULT_POINTS,
  NETWORK_FAULTS,
  type SandboxState,
} from '../../src/index.ts'

const schema = JSON.parse(readFileSync(new URL('../../state.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv({ allowUnionTypes: true }).compile(schema)

it('is true of what is exported', async () => {
  const sandbox = createSandbox({ log: () => {}, projects: [{ apiKey: '45', apiSecret: 'some-secret' }] })
  for (const { name } of FAULT_CATALOGUE) await sandbox.fail(name, { times: 'always' })
  await sandbox.clock.advance('1h')
  for (const secrets of [false, true]) {
    expect(validate(await sandbox.state.export({ secrets })), JSON.stringify(validate.errors)).toBe(true)
  }
  await sandbox.clock.freeze()
  expect(validate(await sandbox.state.export())).toBe(true)
})

it('knows every point, and all that the network can do there', () => {
  const { on, network } = schema.definitions.fault.properties
  expect(on.enum).toEqual(FAULT_POINTS)
  expect(new Set(network.anyOf[1].enum)).toEqual(new Set(Object.values(NETWORK_FAULTS).flat()))
})

it.each<[string, unknown]>([
  ['nothing', {}],
  ['a part that does not exist', { version: 1, fault: [] }],
  ['a room without a name', { version: 1, rooms: [{}] }],
  ['a fault nowhere', { version: 1, faults: [{ status: 500 }] }],
  ['a role that OpenTok does not have', { version: 1, participants: [{ room: 'x', role: 'king' }] }],
  ['a frozen clock without a time', { version: 1, clock: { frozen: true } }],
])('refuses %s, as the sandbox does', async (_title, state) => {
  expect(validate(state)).toBe(false)
  const sandbox = createSandbox({ log: () => {} })
  await expect(sandbox.state.import(state as SandboxState)).rejects.toMatchObject({ status: 400 })
})

it('accepts a prepared world, as the sandbox does', async () => {
  const world: SandboxState = {
    $schema: './state.schema.json',
    version: 1,
    rooms: [{ name: 'stage', archiveMode: 'always' }],
    participants: [{ room: 'stage', name: 'Ada', publish: { videoType: 'screen' }, count: 2 }],
    clock: { now: '2030-01-01T00:00:00Z', frozen: true },
  }
  expect(validate(world)).toBe(true)
  const sandbox = createSandbox({ log: () => {} })
  await sandbox.state.import(world)
  expect(await sandbox.participants.list()).toHaveLength(2)
})
