import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { RoomForm } from '../session/room-form.tsx'
import { SessionForm } from '../session/session-form.tsx'

/** What the page is for, and the three steps. */
export function Welcome() {
  const { sandbox, openPanel, showExample } = useStudio()
  const action = useAction()
  const isServer = sandbox.value?.host === 'server'
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <div class="lead">
        <h2 id="welcome-title">OpenTok, on your machine</h2>
        <p>
          Sessions, tokens, calls and everything that can go wrong with them. Your app and OpenTok’s own
          client and server SDKs take this sandbox for the real thing.
        </p>
      </div>
      <div class="steps">
        <section class="step" aria-labelledby="step-1">
          <h3 id="step-1">
            <span class="number">1</span> Get a session
          </h3>
          <SessionForm />
          <RoomForm />
        </section>
        <section class="step" aria-labelledby="step-2">
          <h3 id="step-2">
            <span class="number">2</span> Join it
          </h3>
          <p>
            The page connects with OpenTok’s client, as your app does: camera, screen, chat, moderation. A
            second tab or simulated people are there to talk to.
          </p>
          <button type="button" onClick={() => void action.run(showExample)}>
            Show me a call
          </button>
          <Problem text={action.error.value} />
        </section>
        <section class="step" aria-labelledby="step-3">
          <h3 id="step-3">
            <span class="number">3</span> Use it in your app
          </h3>
          <p>
            {isServer
              ? 'One line points your app at this address. What it does then appears on this page, live.'
              : 'Your pages and your tests get this sandbox without a server; for server SDKs there is one command.'}
          </p>
          <button type="button" onClick={() => openPanel('app')}>
            Use it in your app
          </button>
        </section>
      </div>
    </section>
  )
}
