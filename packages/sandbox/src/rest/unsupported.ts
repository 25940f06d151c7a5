import type { World } from '../world.ts'
import { Refusal } from './refusal.ts'

/** What of OpenTok's REST API the sandbox has not, by the first word of its path below the project (rest facts §5). */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  archive: 'archives',
  broadcast: 'broadcasts',
  dial: 'SIP',
  connect: 'the audio connector',
  captions: 'live captions',
  render: 'the experience composer',
  callback: 'callbacks',
  'play-dtmf': 'DTMF',
  project: 'the administration of projects',
}

/** Where it is told what works. */
const COVERAGE = 'docs/coverage.md'

/**
 * Refuses an endpoint of `/v2` that the sandbox has not, and says which feature that is.
 *
 * @throws {Refusal} 501
 */
export function refuseUnsupported(_world: World, request: Request): never {
  const { pathname } = new URL(request.url)
  const words = pathname.split('/').slice(2).toReversed()
  const word = words.find((part) => Object.hasOwn(UNSUPPORTED, part))
  const feature = word === undefined ? 'this endpoint' : UNSUPPORTED[word]
  const hint = `The sandbox has not ${feature} (${request.method} ${pathname}); what works stands in ${COVERAGE}`
  throw new Refusal(501, 'Not implemented', hint)
}
