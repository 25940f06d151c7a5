import type { HttpBindings } from '@hono/node-server'
import { isBodyTooLong, readBody } from '@opentok-sandbox/core/read-body'
import {
  CommandError,
  type CommandHttp,
  describeProblem,
  type LocalSandbox,
  listCommands,
  suggest,
} from '@opentok-sandbox/sandbox'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { createEventFeed } from './event-feed.ts'
import { objectTo } from './guard.ts'
import { VERSION } from './version.ts'

/** The most bytes in the body of a command. */
const LONGEST_BODY = 4 * 1024 * 1024

type Env = { Bindings: HttpBindings }

/**
 * The commands of a sandbox over HTTP: for the page, and for tests in any language. Each route follows from the table of
 * commands.
 *
 * @param closing ends the answers that would go on for ever
 */
export function createCommandRoutes(
  sandbox: LocalSandbox,
  ownNames: readonly string[],
  closing: AbortSignal,
): Hono<Env> {
  const app = new Hono<Env>()
  // For programs that wait for the sandbox. It tells nothing else, so it is open to all.
  app.get('/health', cors(), ({ json }) => json({ status: 'ok', version: VERSION }))

  app.use(async ({ env, json }, next) => {
    const objection = objectTo(env.incoming, ownNames)
    if (objection) return json({ message: `${objection.problem}. ${objection.remedy}.` }, 403)
    await next()
    return
  })
  app.get('/events', createEventFeed(sandbox, closing))

  for (const [key, commands] of commandsByRoute()) {
    const [method = '', path = ''] = key.split(' ')
    app.on(method, path, async (context) => {
      const input = await readInput(context)
      const { name, http } =
        commands.find(({ http: { when } }) => when && when in input) ?? requireFirst(commands)
      const output = await sandbox.command(name, input)
      if (http.status === 204) return context.body(null, 204)
      if (http.contentType === undefined) return context.json(output as object, http.status)
      return context.body(String(output), http.status, { 'Content-Type': http.contentType(input) })
    })
  }
  const paths = [...new Set(listCommands().flatMap(({ command }) => command.http.paths))]
  // Not `notFound`, which is that of the routes that these are a part of.
  app.all('*', ({ req, json }) => {
    const guess = suggest(req.path.replace(/^.*?\/sandbox/, ''), paths)
    return json(
      {
        message: `The sandbox does not have the command ${req.method} ${sandbox.redact(req.path).slice(0, 120)}${guess}`,
      },
      404,
    )
  })
  app.onError((error, { json }) => {
    const { status, message } = describeProblem(error)
    // An input may have a secret where a name belongs.
    return json({ message: sandbox.redact(message) }, status as 400)
  })
  return app
}

interface RoutedCommand {
  name: string
  http: CommandHttp
}

/** The commands that share a method and a path. */
function commandsByRoute(): Map<string, RoutedCommand[]> {
  const routes = new Map<string, RoutedCommand[]>()
  for (const { name, command } of listCommands()) {
    for (const path of command.http.paths) {
      const key = `${command.http.method} ${path}`
      routes.set(key, [...(routes.get(key) ?? []), { name, http: command.http }])
    }
  }
  return routes
}

/** Of several that no parameter tells apart, each would do. */
function requireFirst(commands: readonly RoutedCommand[]): RoutedCommand {
  const first = commands.find(({ http }) => http.when === undefined)
  if (first) return first
  throw new CommandError(404, 'The sandbox does not have this command')
}

/** What the query, the body and the path say; the path has the last word. */
async function readInput({ req }: Context<Env>): Promise<Record<string, unknown>> {
  const text = req.method === 'POST' || req.method === 'PUT' ? await readText(req.raw) : ''
  return { ...req.query(), ...(text.trim() === '' ? {} : readObject(text)), ...req.param() }
}

async function readText(request: Request): Promise<string> {
  try {
    return await readBody(request, { limit: LONGEST_BODY })
  } catch (error) {
    if (isBodyTooLong(error)) throw new CommandError(413, `The body can have at most ${LONGEST_BODY} bytes`)
    throw error
  }
}

function readObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CommandError(400, 'The body must be JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(400, 'The body must be a JSON object')
  }
  return value as Record<string, unknown>
}
