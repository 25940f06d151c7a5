const format = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  timeZoneName: 'short',
  hourCycle: 'h23',
  weekday: 'short',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  year: 'numeric',
})

/**
 * A moment as OpenTok's `create_dt` writes it: Java's `Date.toString()` in US Pacific time (rest facts §1.5).
 *
 * @param moment milliseconds since the epoch
 *
 * @example
 * formatCreateDate(1395042091000) // 'Mon Mar 17 00:41:31 PDT 2014'
 */
export function formatCreateDate(moment: number): string {
  const second = Math.floor(moment / 1000)
  if (second !== last.second) last = { second, text: formatSecond(moment) }
  return last.text
}

/** Sessions come many in one second, and formatting takes as long as all the rest of creating one. */
let last = { second: Number.NaN, text: '' }

function formatSecond(moment: number): string {
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  const time = `${part.hour}:${part.minute}:${part.second}`
  return `${part.weekday} ${part.month} ${part.day} ${time} ${part.timeZoneName} ${part.year}`
}
