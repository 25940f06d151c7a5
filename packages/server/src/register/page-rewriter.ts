/** Where pages load OpenTok's client from: its own hosts, and those that serve what npm has (messaging facts §1.1). */
const CLIENT_SCRIPT =
  /^(?:https?:)?\/\/(?:static\.(?:opentok|tokbox)\.com|static\.dev\.tokbox\.com|video\.standard\.vonage\.com)\/(?:[\w.-]+\/)*(?:opentok|TB)(?:\.min)?\.js(?:\?.*)?$|^(?:https?:)?\/\/(?:unpkg\.com|cdn\.jsdelivr\.net\/npm)\/@(?:opentok\/client|vonage\/client-sdk-video)(?:@[\w.-]+)?(?:\/.*\.js)?$/i

/** Whether a script is OpenTok's client, on one of the hosts that pages load it from. */
export function isClientScript(url: string): boolean {
  return CLIENT_SCRIPT.test(url)
}

/** The source of the same test, for scripts that run in a page. */
export const CLIENT_SCRIPT_SOURCE = CLIENT_SCRIPT.source

/** The longest tag that is waited for, in characters: what is longer is no tag that matters here. */
const LONGEST_TAG = 8192

/** What may stand before the first script of a page. */
const BEFORE_SCRIPTS = /^(?:\s|\ufeff|<!doctype[^>]*>|<!--[\s\S]*?-->|<html[^>]*>|<head(?:\s[^>]*)?>)*/i

/** A page as it goes by, in parts. */
export interface PageRewriter {
  /** Takes the next part, and gives what can be passed on. */
  write(part: string): string
  /** Gives what was held back. */
  end(): string
}

/**
 * Points a page to a sandbox while it goes by: before every other script it gets one that redirects OpenTok's client, and the
 * client itself comes from the sandbox instead of OpenTok's static host. Nothing else changes.
 *
 * @param sandbox the address of the sandbox, without a slash at the end
 *
 * @example
 * const page = createPageRewriter('http://localhost:9300')
 * page.write('<!doctype html><title>Call</title>') + page.end()
 * // → '<!doctype html><script src="http://localhost:9300/redirect.js"></script><title>Call</title>'
 */
export function createPageRewriter(sandbox: string): PageRewriter {
  let held = ''
  let hasScript = false

  function rewrite(text: string): string {
    if (text === '') return ''
    const pointed = pointScripts(text, sandbox)
    if (hasScript) return pointed
    hasScript = true
    const start = beginningOf(pointed)
    return `${pointed.slice(0, start)}<script src="${sandbox}/redirect.js"></script>${pointed.slice(start)}`
  }

  return {
    write(part) {
      const text = held + part
      const whole = endOfLastTag(text)
      const isBeginning = !hasScript && beginningOf(text.slice(0, whole)) === whole
      // Where the head of a page begins is known when something else has followed it.
      const passed = isBeginning && text.length < LONGEST_TAG ? 0 : whole
      held = text.slice(passed)
      return rewrite(text.slice(0, passed))
    },
    end() {
      const rest = held
      held = ''
      return rewrite(rest)
    },
  }
}

const beginningOf = (text: string) => BEFORE_SCRIPTS.exec(text)?.[0].length ?? 0

/** Up to where a text has no tag and no comment that is cut off. */
function endOfLastTag(text: string): number {
  const comment = text.lastIndexOf('<!--')
  const tag = text.lastIndexOf('<')
  const cuts = [
    comment >= 0 && !text.includes('-->', comment) ? comment : -1,
    text.includes('>', tag) ? -1 : tag,
  ]
  const open = cuts.find((start) => start >= 0 && text.length - start < LONGEST_TAG)
  return open ?? text.length
}

/**
 * Lets the scripts of a page that are OpenTok's client come from a sandbox.
 *
 * @param sandbox the address of the sandbox, without a slash at the end
 */
export function pointScripts(html: string, sandbox: string): string {
  return html.replace(/<script\b[^>]*>/gi, (tag) => pointTag(tag, sandbox))
}

function pointTag(tag: string, sandbox: string): string {
  const [, double, single, plain] = /\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag) ?? []
  const url = double ?? single ?? plain ?? ''
  if (!isClientScript(url)) return tag
  // The installed client is another build than the one that a checksum was made for.
  return tag.replace(url, `${sandbox}/client.js`).replace(/\sintegrity\s*=\s*(?:"[^"]*"|'[^']*')/i, '')
}
