import { CLIENT_SCRIPT_SOURCE } from './register/page-rewriter.ts'

/**
 * A script for pages that tells OpenTok's client where the sandbox is, however they load it: the client sets `window.OT`, and
 * then `OT.setProxyUrl`. At that moment, before the app can create anything, this script calls it. A client that a page asks
 * OpenTok's static host for comes from the sandbox.
 *
 * @param url an expression of the page for the address of the sandbox, without a slash at the end
 */
export function writeRedirectScript(url: string): string {
  return `(() => {
  // The first one of a page decides.
  const registry = Symbol.for('opentok-sandbox/redirect')
  if (window[registry]) return
  window[registry] = true
  const sandbox = ${url}
  const told = new WeakSet()
  const tell = (client) => {
    if (told.has(client)) return
    told.add(client)
    client.setProxyUrl(sandbox)
  }
  let OT = window.OT
  if (OT?.setProxyUrl) tell(OT)
  Object.defineProperty(window, 'OT', {
    configurable: true,
    enumerable: true,
    get: () => OT,
    set(client) {
      OT = client
      if (client?.setProxyUrl) tell(client)
      else if (client) {
        Object.defineProperty(client, 'setProxyUrl', {
          configurable: true,
          set(value) {
            Object.defineProperty(client, 'setProxyUrl', { value, writable: true, enumerable: true, configurable: true })
            tell(client)
          },
        })
      }
    },
  })
  const isClient = /${CLIENT_SCRIPT_SOURCE}/i
  const point = (url) => (isClient.test(url) ? sandbox + '/client.js' : url)
  const { prototype } = HTMLScriptElement
  const src = Object.getOwnPropertyDescriptor(prototype, 'src')
  Object.defineProperty(prototype, 'src', { ...src, set(url) { src.set.call(this, point(url)) } })
  const { setAttribute } = prototype
  prototype.setAttribute = function (name, value) {
    return setAttribute.call(this, name, String(name).toLowerCase() === 'src' ? point(value) : value)
  }
})()
`
}

/** The address of the sandbox for a script that the sandbox itself serves: what is before the script's own name. */
export const writeOwnAddress = (fallback: string) =>
  `new URL('.', document.currentScript?.src || ${JSON.stringify(fallback)}).href.replace(/\\/$/, '')`
