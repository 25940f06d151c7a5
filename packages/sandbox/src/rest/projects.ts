import type { KnownProject } from '../auth/project.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticateAccount } from './authenticate.ts'
import { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'

/** `POST /v2/project` (platform facts §10). */
export async function createProject(context: RestContext, request: Request): Promise<Response> {
  const bytes = context.random(24)
  await authenticateAccount(context, request)
  const fields = await Fields.read(request, context)
  readEnvironment(fields)
  const project = {
    apiKey: newKey(context, bytes.subarray(0, 4)),
    apiSecret: newSecret(bytes.subarray(4)),
  }
  context.projects.create(project, { name: fields.text('name') ?? '', createdAt: context.clock.now() })
  return json(describe(requireProject(context, project.apiKey)))
}

/** `GET /v2/project`. */
export async function listProjects(context: RestContext, request: Request): Promise<Response> {
  await authenticateAccount(context, request)
  return json(context.projects.list().map(describe))
}

/** `GET /v2/project/{key}`. */
export async function getProject(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateAccount(context, request)
  return json(describe(requireProject(context, key)))
}

/** `PUT /v2/project/{key}`: suspends it, or lets it go on. */
export async function changeProject(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateAccount(context, request)
  const fields = await Fields.read(request, context)
  const project = requireProject(context, key)
  const status = fields.oneOf('status', ['ACTIVE', 'SUSPENDED'])
  if (status === undefined && readEnvironment(fields) === undefined)
    throw fields.invalid('status', 'must be ACTIVE or SUSPENDED')
  if (status) context.projects.setStatus(project.id, status)
  context.verified.clear()
  return json(describe(requireProject(context, key)))
}

/** `POST /v2/project/{key}/refreshSecret`: what was signed with the old secret is refused from now on. */
export async function refreshSecret(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const secret = newSecret(context.random(20))
  await authenticateAccount(context, request)
  const project = requireProject(context, key)
  if (project.key?.kind !== 'secret')
    throw new Refusal(400, 'Invalid project', 'A Vonage application has no secret')
  context.projects.setSecret(project.id, secret)
  context.verified.clear()
  return json(describe(requireProject(context, key)))
}

/** `DELETE /v2/project/{key}`. */
export async function deleteProject(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateAccount(context, request)
  context.projects.remove(requireProject(context, key).id)
  context.verified.clear()
  return respond(204, null)
}

/** Which number means which environment is not known: all are "standard" here. */
function readEnvironment(fields: Fields): string | undefined {
  const id = fields.text('environmentId')
  if (id !== undefined && !/^\d+$/.test(id)) throw fields.invalid('environmentId', 'must be a number')
  return id
}

function requireProject({ projects }: Context, id: string): KnownProject {
  const project = projects.list().find((one) => one.id === id)
  if (project) return project
  throw new Refusal(404, 'Not found', 'The sandbox does not have a project with this key')
}

function describe({ id, key, name, status, createdAt }: KnownProject) {
  return {
    id,
    secret: key?.kind === 'secret' ? key.secret : '',
    status,
    name,
    environment: 'standard',
    createdAt,
  }
}

/** Keys have eight digits, as OpenTok's have. */
function newKey({ projects }: Context, bytes: Uint8Array): string {
  const seed = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  for (let number = seed % 90_000_000; ; number++) {
    const key = String(10_000_000 + (number % 90_000_000))
    if (projects.find(key)?.key === undefined) return key
  }
}

function newSecret(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
