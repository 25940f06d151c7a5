// The sandbox of a test in Jest, in CommonJS and in ES modules. It lives outside of the window that tests run in.

type Sandbox = import('@opentok-sandbox/sandbox', { with: { 'resolution-mode': 'import' }}).Sandbox

const found = (globalThis as { [key: symbol]: Sandbox | undefined })[
  Symbol.for('@opentok-sandbox/mocks/jest')
]
if (found === undefined) {
  throw new Error(
    'There is no sandbox in this test. Add preset: "@opentok-sandbox/mocks/jest" to the configuration of Jest.',
  )
}

/** Values of another window are not equal to those of this one. */
const toOwn = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)))

function toOwnError(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) return thrown
  const { message, name, status } = thrown as Error & { status?: number }
  return Object.assign(new Error(message), { name, ...(status !== undefined && { status }) })
}

function wrap<Value>(value: Value): Value {
  if (typeof value === 'function') {
    const call = (...parameters: unknown[]) => {
      const outcome = value(...parameters)
      if (typeof outcome?.then !== 'function') return outcome
      return outcome.then(toOwn, (thrown: unknown) => {
        throw toOwnError(thrown)
      })
    }
    return call as Value
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wrap(part)])) as Value
}

/** The sandbox that answers in this test file. It is reset after each test, to the same seed. */
const sandbox: Sandbox = wrap(found)

export = { sandbox }
