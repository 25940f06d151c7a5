// Sends what this process sends to OpenTok and Vonage to a sandbox, and points the pages that it serves to it:
//
//   node --import opentok-sandbox/register server.js
//
// OPENTOK_SANDBOX_URL says where the sandbox is, and "in-process" starts one here; OPENTOK_SANDBOX_PUBLIC_URL is its address for
// pages, where that is another one.

import { redirectSockets } from './register/redirect-sockets.ts'
import { rewritePages } from './register/rewrite-pages.ts'
import { readPageAddress, readSandboxAddress } from './register/sandbox-address.ts'

// A process may name this file twice, and its threads inherit what has been done to sockets only in part.
const registry = globalThis as { [key: symbol]: boolean | undefined }
const key = Symbol.for('opentok-sandbox/register')

if (!registry[key]) {
  registry[key] = true
  const { OPENTOK_SANDBOX_URL, OPENTOK_SANDBOX_PUBLIC_URL } = process.env
  const address = readSandboxAddress(OPENTOK_SANDBOX_URL || undefined) ?? (await startHere())
  redirectSockets(address, (message) => process.emitWarning(message, 'OpenTokSandbox'))
  // In a container, pages know the sandbox by another name than programs.
  rewritePages(readPageAddress(OPENTOK_SANDBOX_PUBLIC_URL || address.origin))
}

/** Starts a sandbox that lasts as long as this process, and that its children use, too. */
async function startHere(): Promise<URL> {
  const { serve } = await import('./serve.ts')
  const server = await serve({
    port: 0,
    log: ({ level, message }) => level === 'warn' && process.emitWarning(message, 'OpenTokSandbox'),
  })
  server.unref()
  process.env.OPENTOK_SANDBOX_URL = server.url
  return new URL(server.url)
}
