import { createRequire } from 'node:module'

/**
 * Loads a copy of OpenTok's client that shares nothing with other copies, as another tab has its own. Participants that
 * publish in one process need one each: a client takes every stream that its copy has published for its own.
 *
 * @param from where to look for the client: `import.meta.url` of the caller
 * @param name the package: '@vonage/client-sdk-video' is the same client
 *
 * @example
 * const OT = loadClient(import.meta.url)
 */
export function loadClient<Client = typeof import('@opentok/client')>(
  from: string | URL,
  name = '@opentok/client',
): Client {
  const require = createRequire(from)
  const path = require.resolve(name)
  const cached = require.cache[path]
  delete require.cache[path]
  try {
    return require(path) as Client
  } finally {
    if (cached) require.cache[path] = cached
    else delete require.cache[path]
  }
}
