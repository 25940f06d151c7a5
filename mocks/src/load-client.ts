import { createRequire } from 'node:module'

/**
 * Loads a copy of OpenTok's client that shares nothing with others, as another tab has one. Participants that
 * publish in one process need one each: within one copy, the client takes a stream of its own page for its
 * own, whoever of the page published it.
 *
 * @param from where to look for the client: `import.meta.url` of the caller
 * @param name `@vonage/client-sdk-video` for its twin
 *
 * @example
 * const OT = loadClient<typeof import('@opentok/client')>(import.meta.url)
 */
export function loadClient<Client>(from: string | URL, name = '@opentok/client'): Client {
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
