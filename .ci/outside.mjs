// The packed core in a project outside the workspace, in this Node and in the newest that npm serves.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-outside-'))
const npm = (...input) =>
  execFileSync('npm', input, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const PROGRAM = `
import { OpenTok } from '@opentok-sandbox/core'
import { OpenTokSDK } from '@opentok-sandbox/core/opentok-sdk'
import { decodeSessionId } from '@opentok-sandbox/core/session-id'
import { verifyToken } from '@opentok-sandbox/core/token'

const sessionId = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4'
const answers = ['<sessions><Session><session_id>' + sessionId + '</session_id></Session></sessions>', JSON.stringify([{ session_id: sessionId }])]
const fetch = async () => new Response(answers.shift())
const session = await new OpenTok({ apiKey: '123456', apiSecret: 'secret', fetch }).createSession()
const original = await new OpenTokSDK('123456', 'secret', { fetch }).create_session()
const { role } = await verifyToken(await session.generateToken({ role: 'moderator' }), 'secret')
if (role !== 'moderator' || decodeSessionId(original.session_id).apiKey !== '123456') throw new Error('wrong')
console.log('The packed core works in Node ' + process.version)
`

try {
  const tarball = npm(
    'pack',
    '--workspace',
    'packages/core',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  ).trim()
  const newest = `node-${process.platform}-${process.arch}`
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(folder, 'program.js'), PROGRAM)
  npm(
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    join(folder, tarball.split('\n').at(-1)),
    `${newest}@latest`,
  )
  for (const node of [process.execPath, join(folder, 'node_modules', newest, 'bin', 'node')]) {
    process.stdout.write(execFileSync(node, ['program.js'], { cwd: folder }))
  }
} finally {
  rmSync(folder, { recursive: true })
}
