import type { HttpBindings } from '@hono/node-server'
import { isBodyTooLong, readBody } from '@opentok-sandbox/core/read-body'
import { CommandError, describeProblem, type LocalSandbox, listCommands } from '@opentok-sandbox/sandbox'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { createEventFeed } from './event-feed.ts'
import { objectTo } from './guard.ts'
import { VERSION } from './version.ts'

/** The most bytes in the body of a command. */
const LONGEST_BODY = 64 * 1024

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

  for (const { name, command } of listCommands()) {
    const { method, paths, status } = command.http
    app.on(method, [...paths], async (context) => {
      const output = await sandbox.command(name, await readInput(context))
      return status === 204 ? context.body(null, 204) : context.json(output as object, status)
    })
  }
  app.notFound(({ json }) =>
    json(
      { message: 'The sandbox does not have this command. The README of opentok-sandbox lists them.' },
      404,
    ),
  )
  app.onError((error, { json }) => {
    const { status, message } = describeProblem(error)
    // An input may have a secret where a name belongs.
    return json({ message: sandbox.redact(message) }, status as 400)
  })
  return app
}

/** What the query, the body and the path say; the path has the last word. */
async function readInput({ req }: Context<Env>): Promise<Record<string, unknown>> {
  const text = req.method === 'POST' ? await readText(req.raw) : ''
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
