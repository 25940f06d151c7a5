import { TokenError } from '@opentok-sandbox/core'
import { CLOCK_TOLERANCE, decodeJwt, type JwtClaims } from '@opentok-sandbox/core/token'
import { isProjectId, type KnownProject } from '../project.ts'
import { verifySignature } from '../signature.ts'
import type { World } from '../world.ts'
import { Refusal } from './refusal.ts'

/** The longest life that the documentation allows a JWT for the REST API, in seconds; that of an application has 900. */
const LONGEST_LIFE = { secret: 300, public: 900 }

/**
 * The project that a request to the REST API comes from, by any of OpenTok's forms of authentication
 * (rest facts §1.2): the JWT of a project or of a Vonage application, or the key and secret of old.
 *
 * @throws {Refusal} 403, as recorded (rest facts §1.6)
 */
export async function authenticate(world: World, request: Request): Promise<KnownProject> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  const jwt = request.headers.get('X-OPENTOK-AUTH') ?? bearer
  if (jwt) return authenticateJwt(world, jwt)
  const pair = request.headers.get('X-TB-PARTNER-AUTH')
  if (pair) return authenticatePair(world, pair, request.headers.get('User-Agent') ?? '')
  const hint =
    'Send a JWT signed with the API secret in the header X-OPENTOK-AUTH, or use an OpenTok server SDK'
  throw new Refusal(403, 'No suitable authentication found', hint, { described: false })
}

/**
 * The project of a request below `/v2/project/{key}`.
 *
 * @throws {Refusal} 403
 */
export async function authenticateProject(
  world: World,
  request: Request,
  key: string,
): Promise<KnownProject> {
  const project = await authenticate(world, request)
  if (project.id === key) return project
  const hint = `The JWT is for ${project.id}, and the URL names another project`
  throw new Refusal(403, 'Id in the token does not match the one in the url', hint)
}

async function authenticateJwt(world: World, token: string): Promise<KnownProject> {
  const verified = world.verified.get(token)
  if (verified) {
    checkLife(world, verified.claims, verified.project)
    return verified.project
  }
  const jwt = decodeOrRefuse(token)
  const named = jwt.claims.application_id ?? jwt.claims.iss
  const issuer = typeof named === 'string' || typeof named === 'number' ? String(named) : ''
  if (!isProjectId(issuer)) {
    const hint = 'The iss of the JWT must be the API key, which is all digits'
    throw new Refusal(403, 'Invalid issuer format', hint)
  }
  const project = world.projects.find(issuer)
  if (project === undefined) {
    const hint = `The sandbox knows no project or application ${issuer}: add it to its projects`
    throw new Refusal(403, 'Issuer not found', hint)
  }
  if (project.key === undefined) return project
  // The Ruby SDK writes `ist` into the header of the JWT.
  const issuerType = jwt.claims.ist ?? jwt.header.ist ?? 'project'
  if (issuerType !== 'project' && issuerType !== 'account') {
    throw new Refusal(403, 'Invalid signature', "The ist of the JWT must be 'project'")
  }
  try {
    await verifySignature(project, token, jwt)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new Refusal(403, 'Invalid signature', `${error.message} (${issuer})`)
  }
  checkLife(world, jwt.claims, project)
  world.verified.add(token, { project, claims: jwt.claims })
  return project
}

function decodeOrRefuse(token: string) {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new Refusal(403, 'Invalid token format', error.message)
  }
}

/**
 * All SDKs write both times as numbers; that a JWT without them is refused is a guess, and so is that one of
 * more than five minutes is not.
 */
function checkLife(world: World, { iat, exp }: JwtClaims, { key }: KnownProject): void {
  const now = Math.floor(world.clock.now() / 1000)
  if (typeof iat !== 'number' || typeof exp !== 'number') {
    throw new Refusal(403, 'Invalid token format', 'The iat and exp of the JWT must be numbers of seconds')
  }
  if (iat > now + CLOCK_TOLERANCE) {
    const hint = `The JWT was issued ${iat - now} s in the future: are the clocks of both machines right?`
    throw new Refusal(403, 'issued time cannot be greater than current time', hint)
  }
  // The service's own words are not known.
  if (exp <= now) {
    throw new Refusal(
      403,
      'Token expired',
      `The JWT expired ${now - exp} s ago: make a fresh one for each request`,
    )
  }
  const longest = LONGEST_LIFE[key?.kind ?? 'public']
  if (exp - iat > longest) {
    const message = `A JWT for the REST API lives for ${exp - iat} s; OpenTok's documentation allows ${longest} s`
    world.log({ level: 'warn', message })
  }
}

/** The plain `key:secret` of the years until 2017. */
function authenticatePair(world: World, pair: string, userAgent: string): KnownProject {
  const colon = pair.indexOf(':')
  const project = world.projects.find(pair.slice(0, Math.max(colon, 0)))
  const { key } = project ?? {}
  const isRight = key === undefined || (key.kind === 'secret' && key.secret === pair.slice(colon + 1))
  if (project && isRight) return project
  const hint = project
    ? `X-TB-PARTNER-AUTH has another secret than the project ${project.id}`
    : 'X-TB-PARTNER-AUTH must be API key:secret of a project of this sandbox'
  // SDK 2.x names itself, and crashes on what its forerunners took for the refusal.
  if (userAgent.includes('OpenTok-')) {
    throw new Refusal(403, 'Invalid partner credentials', hint, { described: false })
  }
  const message = 'The API secret did not match, Invalid credentials passed'
  throw new Refusal(403, message, hint, { style: 'errors-2012' })
}
