import { isOpenTokError } from '@opentok-sandbox/core'
import { CLOCK_TOLERANCE, decodeJwt, type JwtClaims } from '@opentok-sandbox/core/token'
import { isProjectId, type KnownProject } from '../auth/project.ts'
import { verifySignature } from '../auth/signature.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'

/** The longest lifetime of a JWT for the REST API that the documentation allows, in seconds. */
const LONGEST_LIFE = { secret: 300, public: 900 }

/**
 * The project that a request to the REST API comes from, by any of OpenTok's kinds of authentication
 * (rest facts §1.2): the JWT of a project or of a Vonage application, or the plain key and secret.
 *
 * @throws {Refusal} 403, as recorded (rest facts §1.6)
 */
export async function authenticate(context: Context, request: Request): Promise<KnownProject> {
  const project = await identify(context, request)
  refuseSuspended(project)
  return project
}

async function identify(context: Context, request: Request): Promise<KnownProject> {
  const jwt = readJwt(request)
  if (jwt) return authenticateJwt(context, jwt)
  const pair = request.headers.get('X-TB-PARTNER-AUTH')
  if (pair) return authenticatePair(context, pair, readsErrors2012(request))
  const hint =
    'Send a JWT signed with the API secret in the header X-OPENTOK-AUTH, or use an OpenTok server SDK'
  throw new Refusal(403, 'No suitable authentication found', hint, { description: 'none' })
}

/**
 * The project of a request below `/v2/project/{key}`.
 *
 * @throws {Refusal} 403
 */
export async function authenticateProject(
  context: Context,
  request: Request,
  key: string,
): Promise<KnownProject> {
  const project = await authenticate(context, request)
  if (project.id === key) return project
  const hint = `The JWT is for the project ${project.id}, but the URL names another one`
  throw new Refusal(403, 'Id in the token does not match the one in the url', hint)
}

/**
 * Checks that a request comes from the account itself: its JWT says `ist: "account"` (platform facts §10). It is signed
 * with the key and the secret of any project, also of one that is suspended: a sandbox is one account.
 *
 * @throws {Refusal} 403
 */
export async function authenticateAccount(context: Context, request: Request): Promise<void> {
  await identify(context, request)
  const jwt = readJwt(request)
  if (jwt) {
    const { claims, header } = decodeOrRefuse(jwt)
    if ((claims.ist ?? header.ist) === 'account') return
  }
  const hint = 'Projects are administered by a JWT whose ist is "account", and not by that of a project'
  throw new Refusal(403, 'Invalid token', hint)
}

function readJwt({ headers }: Request): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get('Authorization') ?? '')?.[1]
  return headers.get('X-OPENTOK-AUTH') || bearer
}

async function authenticateJwt(context: Context, token: string): Promise<KnownProject> {
  const verified = context.verified.get(token)
  if (verified) {
    checkLife(context, verified.claims, verified.project)
    return verified.project
  }
  const jwt = decodeOrRefuse(token)
  const named = jwt.claims.application_id ?? jwt.claims.iss
  const issuer = typeof named === 'string' || typeof named === 'number' ? String(named) : ''
  if (!isProjectId(issuer)) {
    const hint = 'The iss of the JWT must be the API key, which is all digits'
    throw new Refusal(403, 'Invalid issuer format', hint)
  }
  const project = context.projects.find(issuer)
  if (project === undefined) {
    const hint = `The sandbox does not have the project ${issuer}. Add it to the option "projects"`
    throw new Refusal(403, 'Issuer not found', hint)
  }
  refuseConnectionToken(jwt.claims)
  if (project.key === undefined) return project
  // The Ruby SDK writes `ist` into the header of the JWT.
  const issuerType = jwt.claims.ist ?? jwt.header.ist ?? 'project'
  if (issuerType !== 'project' && issuerType !== 'account') {
    throw new Refusal(403, 'Invalid signature', "The ist of the JWT must be 'project'")
  }
  try {
    await verifySignature(project, token, jwt)
  } catch (error) {
    if (!isOpenTokError(error, 'token')) throw error
    throw new Refusal(403, 'Invalid signature', `${error.message} (project ${issuer})`)
  }
  checkLife(context, jwt.claims, project)
  context.verified.add(token, { project, claims: jwt.claims })
  return project
}

function decodeOrRefuse(token: string) {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (!isOpenTokError(error, 'token')) throw error
    throw new Refusal(403, 'Invalid token format', error.message)
  }
}

/**
 * All SDKs write both times as numbers. That a JWT without them is refused, and that one of more than five minutes is
 * accepted, are guesses.
 */
function checkLife(context: Context, { iat, exp, nbf = iat }: JwtClaims, { key }: KnownProject): void {
  if (!isSeconds(iat) || !isSeconds(exp) || !isSeconds(nbf)) {
    throw new Refusal(
      403,
      'Invalid token format',
      'The iat, exp and nbf of the JWT must be numbers of seconds',
    )
  }
  const now = Math.floor((context.clock.now() - context.clock.shiftAt(iat * 1000)) / 1000)
  const begin = Math.max(iat, nbf)
  if (begin > now + CLOCK_TOLERANCE) {
    const hint = `The JWT is valid only in ${begin - now} s. Check the clocks of both machines`
    throw new Refusal(403, 'issued time cannot be greater than current time', hint)
  }
  // The service's own message is not known.
  if (exp <= now) {
    throw new Refusal(
      403,
      'Token expired',
      `The JWT expired ${now - exp} s ago. Make a new one for each request`,
    )
  }
  const longest = LONGEST_LIFE[key?.kind ?? 'public']
  if (exp - iat > longest) {
    const message = `A JWT for the REST API is valid for ${exp - iat} s, but OpenTok's documentation allows only ${longest} s`
    context.log({ level: 'warn', message })
  }
}

const isSeconds = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/**
 * A connection token is for clients, and every client has one: it must not let them use the REST API, although the same
 * secret signed it.
 */
function refuseConnectionToken({ scope, session_id }: JwtClaims): void {
  const isForClients = JSON.stringify(scope ?? '').includes('session.connect') || session_id !== undefined
  if (!isForClients) return
  const hint =
    'This is a connection token, which is for clients. The REST API requires a JWT of the project itself'
  throw new Refusal(403, 'Invalid token', hint)
}

function refuseSuspended({ id, status }: KnownProject): void {
  if (status === 'ACTIVE') return
  throw new Refusal(
    403,
    'Project suspended',
    `The project ${id} is suspended: PUT /v2/project/${id} {"status":"ACTIVE"}`,
  )
}

/** The plain `key:secret`, which OpenTok accepted until 2017. */
function authenticatePair(context: Context, pair: string, as2012: boolean): KnownProject {
  const colon = pair.indexOf(':')
  const project = context.projects.find(pair.slice(0, Math.max(colon, 0)))
  const { key } = project ?? {}
  const isRight = key === undefined || (key.kind === 'secret' && key.secret === pair.slice(colon + 1))
  if (project && isRight) return project
  const hint = project
    ? `The secret in X-TB-PARTNER-AUTH is not the secret of the project ${project.id}`
    : 'X-TB-PARTNER-AUTH must be the API key and the secret of a project of this sandbox, as key:secret'
  if (!as2012) throw new Refusal(403, 'Invalid partner credentials', hint, { description: 'none' })
  const message = 'The API secret did not match, Invalid credentials passed'
  throw new Refusal(403, message, hint, { style: 'errors-2012' })
}

/**
 * Whether a request comes from an SDK that recognizes a refused secret only in an answer of 2012. SDK 2.x names itself, and
 * crashes on that answer; below `/v2` there were no others.
 */
function readsErrors2012({ headers, url }: Request): boolean {
  return !headers.get('User-Agent')?.includes('OpenTok-') && !new URL(url).pathname.startsWith('/v2/')
}
