// The command as it is installed: in processes of its own.

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { folder, run, start } from './command.ts'

it('prints what to paste for each kind of client, and how to stop it', async () => {
  const { child, done, said } = start(['--port', '0'])
  const greeting = await said
  const url = /listens on (http:\/\/localhost:\d+)/.exec(greeting)?.[1] ?? ''
  expect(greeting).toContain('123456')
  expect(greeting).toContain('1234567890abcdef1234567890abcdef12345678')
  expect(greeting).toContain(`<script src="${url}/client.js"></script>`)
  for (const client of ['Node', 'Python', 'Ruby', 'PHP', 'Java', '.NET']) expect(greeting).toContain(client)
  expect(greeting).toContain('Ctrl+C')
  expect((await fetch(`${url}/session`)).status).toBe(200)
  child.kill('SIGINT')
  expect(await done).toMatchObject({ code: 0, err: '' })
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'ends with 0 at %s, when its sockets are closed',
  async (signal) => {
    const { child, done, said } = start(['--port', '0', '--json'])
    const { url } = JSON.parse(await said)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/rumorwebsocketsv2?socketId=x`)
    await once(socket, 'open')
    child.kill(signal)
    expect((await once(socket, 'close'))[0]).toBe(1001)
    expect((await done).code).toBe(0)
  },
)

it('prints its address, port, key and process as one line of JSON', async () => {
  const { child, done, said } = start(['--json', '--port', '0', '--host', '127.0.0.1'])
  const line = await said
  expect(line.endsWith('\n') && line.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(line)).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    apiKey: '123456',
    apiSecret: '1234567890abcdef1234567890abcdef12345678',
    pid: child.pid,
    port: expect.any(Number),
    localUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
  child.kill()
  await done
})

it('says in its line of JSON what is simulated', async () => {
  const { child, done, said } = start(['--json', '--port', '0', '--simulate', 'sip,archives'])
  expect(JSON.parse(await said).simulate).toEqual(['sip', 'archives'])
  child.kill()
  await done
})

it('never shows a secret that it was given', async () => {
  const given = ['--api-key', '77', '--api-secret', 'a-very-own-secret']
  const { child, done, said } = start(['--port', '0', ...given])
  const url = /listens on (\S+)/.exec(await said)?.[1]
  const headers = { 'X-TB-PARTNER-AUTH': '77:a-very-own-secret' }
  expect((await fetch(`${url}/session/create`, { method: 'POST', headers })).status).toBe(200)
  await fetch(`${url}/session/create`, {
    method: 'POST',
    headers: { 'X-TB-PARTNER-AUTH': '77:wrong-secret' },
  })
  child.kill()
  const { out, err } = await done
  expect(out).toContain('77, as you gave it')
  expect(err).toContain('was created for the API key 77')
  expect(out + err).not.toMatch(/a-very-own-secret|wrong-secret/)
})

it('gives the same IDs for a seed, and reads the environment where a flag does not say', async () => {
  const ids: string[] = []
  for (const [parameters, env] of [
    [['--seed', '7', '--port', '0'], {}],
    [
      [],
      {
        OPENTOK_SANDBOX_SEED: '7',
        OPENTOK_SANDBOX_PORT: '0',
        OPENTOK_API_KEY: '9',
        OPENTOK_API_SECRET: 'nine',
      },
    ],
  ] as const) {
    const { child, done, said } = start(['--json', ...parameters], env)
    const { url } = JSON.parse(await said)
    const key = 'OPENTOK_API_KEY' in env ? '9:nine' : '123456:1234567890abcdef1234567890abcdef12345678'
    const init = { method: 'POST', headers: { 'X-TB-PARTNER-AUTH': key } }
    const xml = await (await fetch(`${url}/session/create`, init)).text()
    const id = /<session_id>(.*)<\/session_id>/.exec(xml)?.[1] ?? ''
    ids.push(Buffer.from(id.slice(2), 'base64url').toString().split('~')[4] ?? '')
    child.kill()
    await done
  }
  expect(ids[0]).toHaveLength(24)
  expect(ids[1]).toBe(ids[0])
})

it('prints nothing with --quiet', async () => {
  const { child, done } = start(['--quiet', '--port', '9317'])
  const up = async (): Promise<unknown> => fetch('http://localhost:9317/session').catch(up)
  await up()
  child.kill()
  expect(await done).toEqual({ code: 0, out: '', err: '' })
})

it('ignores an empty variable, and shows the key that comes from the environment', async () => {
  const env = {
    OPENTOK_SANDBOX_HOST: '',
    OPENTOK_SANDBOX_SEED: '',
    OPENTOK_API_KEY: '45',
    OPENTOK_API_SECRET: 's',
  }
  const { child, done, said } = start(['--port', '0'], env)
  const greeting = await said
  expect(greeting).toMatch(/listens on http:\/\/localhost:\d+\n/)
  expect(greeting).toContain('45, as you gave it')
  child.kill()
  await done
})

it('goes on when nobody reads its output any more', async () => {
  const { child, done, said } = start(['--port', '0', '--json'])
  const { url } = JSON.parse(await said)
  child.stdout.destroy()
  child.stderr.destroy()
  for (let i = 0; i < 3; i++) expect((await fetch(`${url}/nowhere`)).status).toBe(404)
  child.kill()
  expect((await done).code).toBe(0)
})

it('accepts any project with --any-project', async () => {
  const { child, done, said } = start(['--any-project', '--port', '0', '--json'])
  const { url } = JSON.parse(await said)
  const headers = { 'X-TB-PARTNER-AUTH': '424242:whatever' }
  expect((await fetch(`${url}/session/create`, { method: 'POST', headers })).status).toBe(200)
  child.kill()
  await done
})

it.each<[number, string, string[]]>([
  [2, "unknown option '--prot'", ['--prot', '1']],
  [2, 'It must be a whole number', ['--port', 'x']],
  [2, 'port: must be a whole number from 0 to 65535', ['--port', '65536']],
  [2, 'must be an http or https address', ['--public-url', 'nonsense']],
  [2, 'Each --api-key requires an --api-secret', ['--api-key', '1']],
  [2, "a project's apiKey must be digits", ['--api-key', 'x', '--api-secret', 'y']],
  [
    2,
    "123456 is given twice, or is the development project's own key",
    ['--api-key', '123456', '--api-secret', 'x'],
  ],
  [2, 'Each --application-id requires a --public-key', ['--application-id', 'x']],
  [2, 'nowhere.pem cannot be read (ENOENT)', ['--application-id', 'x', '--public-key', 'nowhere.pem']],
  [2, 'Choose one of the two', ['--any-project', '--api-key', '1', '--api-secret', 'x']],
  [2, 'Allowed choices are router, mesh', ['--media', 'relay']],
  [2, 'It must be the first and the last port, such as 50000-50100', ['--media-ports', '50100-50000']],
  [2, 'trustProxy: must be addresses, subnets, or loopback', ['--trust-proxy', 'my-proxy']],
  [2, "missing required argument 'command'", ['exec']],
  [1, 'This machine does not have the interface', ['--host', '203.0.113.1']],
  [127, 'The command "no-such-command" does not exist', ['exec', '--', 'no-such-command']],
])('ends with %i and one line: %s', async (code, line, parameters) => {
  const outcome = await run(...parameters)
  expect(outcome).toMatchObject({ code, out: '' })
  expect(outcome.err).toContain(line)
  expect(
    outcome.err
      .trim()
      .split('\n')
      .filter((text) => !text.startsWith('(Did you mean')),
  ).toHaveLength(1)
})

it('ends with 1 and one line when its port is in use', async () => {
  const first = start(['--json', '--port', '0'])
  const { url } = JSON.parse(await first.said)
  const { port } = new URL(url)
  const outcome = await run('--port', port)
  expect(outcome).toEqual({
    code: 1,
    out: '',
    err: `opentok-sandbox: Port ${port} is in use. Stop the program that listens there, or choose another port with --port (0 picks one)\n`,
  })
  first.child.kill()
  await first.done
})

it('shows its help and its version', async () => {
  const help = await run('--help')
  expect(help.code).toBe(0)
  for (const flag of [
    '--port',
    '--host',
    '--public-url',
    '--api-key',
    '--any-project',
    '--seed',
    '--json',
    'exec',
  ]) {
    expect(help.out).toContain(flag)
  }
  expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('runs a command with its own sandbox, and ends with its exit code', async () => {
  const program = join(folder, 'program.mjs')
  writeFileSync(
    program,
    `const { OPENTOK_API_URL: url, OPENTOK_API_KEY: key, OPENTOK_API_SECRET: secret } = process.env
    const init = { method: 'POST', headers: { 'X-TB-PARTNER-AUTH': key + ':' + secret } }
    const { status } = await fetch(url + '/session/create', init)
    console.log(status, key, process.argv[2])
    process.exitCode = 7`,
  )
  expect(await run('exec', '--', process.execPath, program, '--port')).toEqual({
    code: 7,
    out: '200 123456 --port\n',
    err: '',
  })
  const command = ['--', process.execPath, program, 'x']
  const published = await run('exec', '--public-url', 'https://x.example', ...command)
  expect(published.out).toBe('200 123456 x\n')
  const own = await run(
    'exec',
    '--api-key',
    '5',
    '--api-secret',
    'five',
    '--',
    process.execPath,
    program,
    'x',
  )
  expect(own.out).toBe('200 5 x\n')
  const before = await run(
    '--api-key',
    '5',
    '--api-secret',
    'five',
    'exec',
    '--',
    process.execPath,
    program,
    'x',
  )
  expect(before.out).toBe('200 5 x\n')
})

it('passes a signal to its command, and ends with the exit code of a shell', async () => {
  const program = `process.on('SIGTERM', () => process.exit(3)); console.log('up'); setInterval(() => {}, 1000)`
  const polite = start(['exec', '--', process.execPath, '-e', program])
  await polite.said
  polite.child.kill('SIGTERM')
  expect((await polite.done).code).toBe(3)
  const killed = await run('exec', '--', process.execPath, '-e', "process.kill(process.pid, 'SIGKILL')")
  expect(killed.code).toBe(137)
})
