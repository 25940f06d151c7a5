/** The characters of a JWT, and percent escapes, in the longest runs that there are. */
const RUN = /[\w.%-]+/g

/** The parts of a path. */
const SEGMENT = /[^\s/]+/g

/** How base64url of `{"` begins, and of `{` and white space: the first characters of a JWT. */
const START = /ey[I-L]|ey[A-D]|ew[k-r0-3]/g

/** Between the parts of a JWT. */
const DOT = /\.|%2e/gi

/** A T1 token, in a URL too. */
const T1 = /T1(?:=|%(?:25){0,4}3D){2}[\w+/=%-]*/gi

/** The shortest parts of a JWT by how it begins. Less certain beginnings must be longer: host names look like them. */
const SHORTEST = { certain: { first: 11, second: 8 }, uncertain: { first: 17, second: 16 } }

/** How many times a text may have been escaped, one over the other. */
const DEEPEST_ESCAPES = 3

/** Hiding a shorter secret would make every text unreadable. */
const SHORTEST_SECRET = 6

/**
 * Removes tokens and secrets from a text: for messages and logs that quote foreign text.
 * It takes a time proportional to the length of the text, whatever the text is.
 *
 * @param secrets texts to hide as well, such as API secrets; one of fewer than 6 characters is not hidden
 *
 * @example
 * redact('Invalid token format Token: T1==cGFydG5lcl9pZD0x') // 'Invalid token format Token: [token]'
 */
export function redact(text: string, secrets: Iterable<string> = []): string {
  return hide(text, secrets, DEEPEST_ESCAPES)
}

function hide(text: string, secrets: Iterable<string>, depth: number): string {
  let hidden = text
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue
    // As it is, within a URL, and within JSON.
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
      // Most secrets are hexadecimal: capitals do not change them.
      hidden = hidden.replace(new RegExp(form.replace(/[^\w]/g, '\\$&'), 'gi'), '[secret]')
    }
  }
  hidden = hidden.replace(T1, '[token]').replace(RUN, hideJwt)
  if (depth === 0 || !hidden.includes('%')) return hidden
  return hidden.replace(SEGMENT, (segment) =>
    isHiddenIn(unescapePercent(segment), segment, secrets, depth) ? '[hidden]' : segment,
  )
}

/** Whether there is something to hide in a text when its percent escapes are read. */
function isHiddenIn(unescaped: string, text: string, secrets: Iterable<string>, depth: number): boolean {
  return unescaped !== text && hide(unescaped, secrets, depth - 1) !== unescaped
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_escape, code) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** What follows the beginning of a JWT in a run of its characters belongs to it. */
function hideJwt(run: string): string {
  const dots = run.matchAll(DOT)
  // The part that is looked at ends at `end`; the one after it goes from `next` to `nextEnd`.
  let [end, next] = nextDot(dots)
  let [nextEnd, afterNext] = nextDot(dots)
  for (const { index, 0: start } of run.matchAll(START)) {
    while (index >= end) {
      end = nextEnd
      next = afterNext
      ;[nextEnd, afterNext] = nextDot(dots)
    }
    if (end === Number.POSITIVE_INFINITY) return run
    const isCertain = /^ey[I-L]/.test(start)
    const { first, second } = isCertain ? SHORTEST.certain : SHORTEST.uncertain
    // Something may have cut the token off within its second part.
    const isWhole = nextEnd !== Number.POSITIVE_INFINITY
    const length = Math.min(nextEnd, run.length) - next
    if (end - index >= first && length >= second && (isWhole || isCertain))
      return `${run.slice(0, index)}[token]`
  }
  return run
}

/** Where the next dot begins and ends. */
function nextDot(dots: Iterator<RegExpExecArray>): [begin: number, end: number] {
  const { value, done } = dots.next()
  return done
    ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    : [value.index, value.index + value[0].length]
}
