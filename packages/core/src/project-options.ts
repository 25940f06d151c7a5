import { environmentVariable, isBrowser } from './environment.ts'
import { ValidationError } from './errors.ts'

/** OpenTok's production API. */
export const OPENTOK_API_URL = 'https://api.opentok.com'

/** The project, and the address of its API. */
export interface ProjectOptions {
  /** The project's API key. @default the environment variable `OPENTOK_API_KEY` */
  apiKey?: string | number | undefined
  /**
   * The project's API secret. It never appears in a message.
   * @default the environment variable `OPENTOK_API_SECRET`
   */
  apiSecret?: string | undefined
  /** @default the environment variable `OPENTOK_API_URL`, or 'https://api.opentok.com' */
  apiUrl?: string | undefined
  /**
   * In a page or a browser's worker everybody can read the secret, so it is refused there. Set this to `true` for the secret
   * of a sandbox. @default false
   */
  allowSecretInBrowser?: boolean | undefined
}

/** The options after checking. */
export interface ProjectIdentity {
  apiKey: string
  apiSecret: string
  /** Without a slash at its end. */
  apiUrl: string
}

/** @throws {ValidationError} naming the option that is wrong */
export function readProjectOptions(options: ProjectOptions): ProjectIdentity {
  return {
    apiKey: readApiKey(options.apiKey ?? environmentVariable('OPENTOK_API_KEY')),
    apiSecret: readSecret(options.apiSecret ?? environmentVariable('OPENTOK_API_SECRET'), options),
    apiUrl: readApiUrl(options.apiUrl ?? environmentVariable('OPENTOK_API_URL') ?? OPENTOK_API_URL),
  }
}

function readApiKey(apiKey: unknown): string {
  const text = typeof apiKey === 'number' ? String(apiKey) : apiKey
  if (text === undefined)
    throw new ValidationError('apiKey', 'is required, as an option or in OPENTOK_API_KEY')
  if (typeof text !== 'string' || !/^(\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text)) {
    throw new ValidationError('apiKey', "must be a project's API key: digits, such as 123456")
  }
  return text
}

function readSecret(apiSecret: unknown, { allowSecretInBrowser = false }: ProjectOptions): string {
  if (apiSecret === undefined || apiSecret === '') {
    throw new ValidationError('apiSecret', 'is required, as an option or in OPENTOK_API_SECRET')
  }
  if (typeof apiSecret !== 'string') throw new ValidationError('apiSecret', 'must be text')
  if (allowSecretInBrowser !== true && isBrowser()) {
    throw new ValidationError(
      'apiSecret',
      'must not be in a browser, where everybody can read it. Create sessions on a server, ' +
        "or set allowSecretInBrowser: true if it is a sandbox's secret",
    )
  }
  return apiSecret
}

function readApiUrl(apiUrl: unknown): string {
  const url = typeof apiUrl === 'string' && URL.canParse(apiUrl) ? new URL(apiUrl) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    /[?#]/.test(url.href)
  ) {
    throw new ValidationError(
      'apiUrl',
      'must be an http or https URL without query, such as https://api.opentok.com',
    )
  }
  return url.href.replace(/\/+$/, '')
}
