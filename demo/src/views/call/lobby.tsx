import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { IdentityFields } from '../side/identity-fields.tsx'

/** Before the call: as whom to connect. */
export function Lobby() {
  const { session, call, people } = useStudio()
  const { room } = session.shown.value ?? {}
  const isBusy = call.phase.value === 'connecting'
  const connect = (event: Event) => {
    event.preventDefault()
    void call.join()
  }
  return (
    <section class="lobby" aria-labelledby="lobby-title">
      <form onSubmit={connect}>
        <h2 id="lobby-title">{room === undefined ? 'Join the session' : `Join the room ${room}`}</h2>
        <p class="quiet">{describePeople(people.value.map(({ name }) => name))}</p>
        <IdentityFields />
        <button class="primary large" type="submit" aria-disabled={isBusy} data-first>
          Connect
        </button>
        <Problem text={call.error.value} />
      </form>
    </section>
  )
}

/** The most names that are said. */
const MOST_NAMES = 3

function describePeople(names: readonly string[]): string {
  if (names.length === 0) return 'Nobody is in it yet. Sessions never expire: it will wait.'
  const said = names.slice(0, MOST_NAMES).join(', ')
  const more = names.length - MOST_NAMES
  const all = more > 0 ? `${said} and ${more} more` : said
  return `${all} ${names.length === 1 ? 'is' : 'are'} in it now.`
}
