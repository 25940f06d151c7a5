// What `@opentok-sandbox/mocks/browser` is on a server, where the components of a page are rendered, too: importing it is safe.

/**
 * @throws {Error} always: a page is where it runs
 */
export function startSandbox(): Promise<never> {
  const remedy =
    'Call it in the page, such as in an effect. On a server, use @opentok-sandbox/mocks/node, or opentok-sandbox'
  return Promise.reject(
    new Error(`startSandbox() of @opentok-sandbox/mocks/browser needs a browser. ${remedy}`),
  )
}
