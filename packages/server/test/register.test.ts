// Programs as they are written for OpenTok, with no option that names a host: each runs in a process of its own.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SandboxServer, serve } from '../src/index.ts'
import { folder, root, runProgram, start } from './command.ts'

const register = pathToFileURL(join(root, 'packages/server/dist/register.js')).href
const credentials = `const [key, secret] = ['123456', '1234567890abcdef1234567890abcdef12345678']`
const prelude = `import { createRequire } from 'node:module'
const require = createRequire(${JSON.stringify(join(root, 'package.json'))})
${credentials}
const headers = { 'X-TB-PARTNER-AUTH': key + ':' + secret }
const address = 'https://api.opentok.com/session/create'
`

/** Writes a program, and gives its path. */
function program(name: string, code: string): string {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, prelude + code)
  return file
}

let server: SandboxServer
beforeAll(async () => {
  server = await serve({ port: 0, log: () => {} })
})
afterAll(() => server.close())

const CLIENTS: Record<string, string> = {
  fetch: `console.log((await fetch(address, { method: 'POST', headers })).status)`,
  'http, in plain text': `const { request } = await import('node:http')
    request('http://api.opentok.com/session/create', { method: 'POST', headers }, (answer) => console.log(answer.statusCode)).end()`,
  'https, imported by name': `import { request } from 'node:https'
    request(address, { method: 'POST', headers }, (answer) => console.log(answer.statusCode)).end()`,
  'https, with an agent of its own': `import { Agent, request } from 'node:https'
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (done) => request(address, { method: 'POST', headers, agent }, (answer) => answer.resume().on('end', () => done(answer.statusCode))).end()
    ask(() => ask((status) => console.log(status)))`,
  axios: `console.log((await require('axios').post(address, '', { headers })).status)`,
  request: `require('request').post({ url: address, headers }, (_error, answer) => console.log(answer.statusCode))`,
  ws: `const { WebSocket } = require('ws')
    const socket = new WebSocket('wss://messaging.opentok-sandbox.invalid/rumorwebsocketsv2?socketId=one&attempt=id')
    socket.on('open', () => { console.log(200); socket.close() }).on('error', (error) => console.log(error.message))`,
}

describe('a program that loads opentok-sandbox/register', () => {
  it.each(Object.entries(CLIENTS))('reaches the sandbox with %s', async (name, code) => {
    const file = program('client', code)
    const outcome = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: server.url })
    expect(outcome, name).toMatchObject({ out: '200\n', code: 0 })
  })

  it.each(['opentok', 'opentok-2.2'])('reaches the sandbox with %s, and its commands', async (name) => {
    const file = program(
      'sdk',
      `const OpenTok = require('${name}')
      const opentok = new OpenTok(key, secret)
      opentok.createSession({ mediaMode: 'routed' }, (error, session) => {
        if (error) throw error
        console.log(session.sessionId)
        opentok.signal?.(session.sessionId, null, { type: 'chat', data: 'x' }, (refused) => console.log(refused.message))
      })`,
    )
    const { out } = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: server.url })
    expect(out).toMatch(/^[12]_MX4xMjM0NTZ/)
    if (name === 'opentok') expect(out).toContain('not found')
  })

  it('reaches the sandbox with opentok 1.0.2, which knows no other host than the real one', async () => {
    const file = program(
      'old',
      `const { OpenTokSDK } = require('opentok-1.0')
      const opentok = new OpenTokSDK(key, secret)
      opentok.createSession('127.0.0.1', {}, (error, sessionId) => console.log(error ?? sessionId))`,
    )
    const { out } = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: server.url })
    expect(out).toMatch(/^[12]_MX4xMjM0NTZ/)
  })

  it('starts a sandbox of its own when it is told to, which its commands steer, and ends', async () => {
    const file = program(
      'in-process',
      `const { connectSandbox } = await import(${JSON.stringify(pathToFileURL(join(root, 'packages/server/dist/index.js')).href)})
      const sandbox = connectSandbox()
      await sandbox.fail({ on: 'session.create', status: 503 })
      for (const _attempt of [1, 2]) console.log((await fetch(address, { method: 'POST', headers })).status)`,
    )
    const outcome = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: 'in-process' })
    expect(outcome).toMatchObject({ out: '503\n200\n', code: 0 })
  })

  it('says once what to do when no sandbox answers', async () => {
    const file = program(
      'nobody',
      `for (const _attempt of [1, 2]) await fetch(address).catch(({ cause }) => console.log(cause.message))`,
    )
    // A port that has just been free.
    const closed = await serve({ port: 0, log: () => {} })
    await closed.close()
    const { out, err } = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: closed.url })
    const sentence = `No sandbox answers at ${closed.url}. Start one with "npx opentok-sandbox"`
    expect(out.split(sentence)).toHaveLength(3)
    expect(err.split(sentence)).toHaveLength(2)
  })

  it('does not touch what goes elsewhere', async () => {
    const file = program(
      'elsewhere',
      `import { createServer } from 'node:http'
      const server = createServer((_request, response) => response.end('mine')).listen(0, 'localhost', async () => {
        console.log(await (await fetch('http://localhost:' + server.address().port)).text())
        server.close()
      })
      await fetch('https://opentok.example').catch(({ cause }) => console.log(cause.code))`,
    )
    const { out } = await runProgram(['--import', register, file], { OPENTOK_SANDBOX_URL: server.url })
    expect(out.split('\n').sort()).toEqual(expect.arrayContaining(['mine', expect.stringMatching(/^E/)]))
  })

  it.each(['localhost:9300', 'https://localhost:9300', 'http://localhost:5173/opentok-sandbox'])(
    'is told that %s is no address of a sandbox',
    async (url) => {
      const { code, err } = await runProgram(['--import', register, '-e', ''], { OPENTOK_SANDBOX_URL: url })
      expect(code).not.toBe(0)
      expect(err).toContain('OPENTOK_SANDBOX_URL: must be an http address without a path')
    },
  )
})

describe('exec', () => {
  it('lets a command and its children reach the sandbox, with the SDKs’ own defaults', async () => {
    const file = program(
      'vonage',
      `const { Auth } = require('@vonage/auth')
      const { Video } = require('@vonage/video')
      const { VONAGE_APPLICATION_ID: applicationId, VONAGE_PRIVATE_KEY: privateKey } = process.env
      const video = new Video(new Auth({ applicationId, privateKey }))
      const { sessionId } = await video.createSession({})
      console.log(Buffer.from(sessionId.slice(2), 'base64url').toString().includes(applicationId))`,
    )
    const shell = `node ${file} && echo $OPENTOK_API_KEY $OT_API_KEY $TOKBOX_API_KEY`
    const { done } = start(['exec', '--', 'sh', '-c', shell], { NODE_OPTIONS: '--no-deprecation' })
    expect(await done).toMatchObject({ out: 'true\n123456 123456 123456\n', code: 0 })
  })
})
