import { DEFAULT_PORT } from '../default-port.ts'

/** The value of OPENTOK_SANDBOX_URL that asks for a sandbox in the process itself. */
export const IN_PROCESS = 'in-process'

/**
 * Reads OPENTOK_SANDBOX_URL: where requests to OpenTok go. They keep their own paths and their Host, so that the address
 * has no path, and is one of plain http.
 *
 * @returns `undefined` if the sandbox is to be in this process
 * @throws {TypeError} if it is not an address
 */
export function readSandboxAddress(value = `http://localhost:${DEFAULT_PORT}`): URL | undefined {
  if (value === IN_PROCESS) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'http:' && url.pathname === '/' && !url.search && !url.username) return url
  throw new TypeError(
    `OPENTOK_SANDBOX_URL: must be an http address without a path, such as http://localhost:${DEFAULT_PORT}, or "${IN_PROCESS}"`,
  )
}

/**
 * Reads OPENTOK_SANDBOX_PUBLIC_URL: where pages find the sandbox, if not where programs do.
 *
 * @throws {TypeError} if it is not an address
 */
export function readPageAddress(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin
  throw new TypeError(
    'OPENTOK_SANDBOX_PUBLIC_URL: must be an http or https address without a path, such as https://sandbox.example',
  )
}
