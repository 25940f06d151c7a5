/** The path of the messaging socket, on whatever host. */
export const MESSAGING_PATH = '/rumorwebsocketsv2'

/** Names below this one cannot exist (RFC 6761 §6.4). */
const NOWHERE = 'opentok-sandbox.invalid'

/** Where the messaging of a sandbox is that answers under OpenTok's names. */
export const MESSAGING_HOST = `messaging.${NOWHERE}`

/** Where a page's client logs, as far as that can be set. */
export const LOGGING_HOST = `logging.${NOWHERE}`

/**
 * Every name that the sandbox answers to as OpenTok: all of `opentok.com` and `tokbox.com` but the static
 * host, from which pages load the client itself; Vonage's video API; and the sandbox's own names.
 */
export const OPENTOK_HOSTS = new RegExp(
  `(?:(?!static\\.)[\\w.-]+\\.)?(?:opentok|tokbox)\\.com|video\\.api\\.vonage\\.com|[\\w.-]+\\.${NOWHERE.replace('.', '\\.')}`,
)

const whole = new RegExp(`^(?:${OPENTOK_HOSTS.source})$`)

/** Whether a host's name is one of {@link OPENTOK_HOSTS}. */
export function isOpenTokHost(hostname: string): boolean {
  return whole.test(hostname)
}
