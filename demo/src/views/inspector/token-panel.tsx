import { type Role, readToken } from '@opentok-sandbox/core'
import type { TokenRequest } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { writePageAddress } from '../../model/page-address.ts'
import { useStudio } from '../../model/studio.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { RoleSelect } from '../parts/role-select.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'

/** Makes tokens, good ones and bad ones. */
export function TokenPanel() {
  const { sandbox, session } = useStudio()
  const role = useSignal<Role>('publisher')
  const data = useSignal('name=Ada')
  const life = useSignal('24h')
  const hasWrongSecret = useSignal(false)
  const other = useSignal('')
  const token = useSignal('')
  const action = useAction()
  const shown = session.shown.value?.sessionId
  const forSession = other.value.trim() || shown
  const make = (event: Event) => {
    event.preventDefault()
    token.value = ''
    void action.run(async () => {
      const commands = sandbox.value?.commands
      if (commands === undefined) throw new Error('The sandbox is starting.')
      if (forSession === undefined) throw new Error('Generate a session first, or paste the ID of one.')
      const request: TokenRequest = {
        sessionId: forSession,
        role: role.value,
        data: data.value,
        expiresIn: life.value.trim(),
        wrongSecret: hasWrongSecret.value,
      }
      token.value = (await commands.tokens.create(request)).token
    })
  }
  return (
    <section class="token-panel" aria-labelledby="token-title">
      <form onSubmit={make}>
        <h2 id="token-title">Token</h2>
        <div class="pair">
          <Field label="Role of the token" control="token-role">
            <RoleSelect
              id="token-role"
              value={role.value}
              onChange={(chosen) => {
                role.value = chosen
              }}
            />
          </Field>
          <Field label="Lifetime" control="token-life" help="Such as 1h or 7d; -1h has expired an hour ago.">
            <TextInput id="token-life" list="lives" text={life} aria-describedby="token-life-help" />
            <datalist id="lives">
              <option value="1m" />
              <option value="24h" />
              <option value="30d" />
              <option value="-1h">expired</option>
            </datalist>
          </Field>
        </div>
        <Field label="Connection data" control="token-data" help="name=… gives it a name on this page.">
          <TextInput id="token-data" text={data} aria-describedby="token-data-help" />
        </Field>
        <Field label="Other session" control="token-session" help="Empty: the session of this page.">
          <TextInput
            id="token-session"
            text={other}
            placeholder={shown ?? '2_MX4xMjM0NTZ-…'}
            spellcheck={false}
            aria-describedby="token-session-help"
          />
        </Field>
        <div class="check">
          <input
            id="token-wrong"
            type="checkbox"
            checked={hasWrongSecret.value}
            onChange={({ currentTarget }) => {
              hasWrongSecret.value = currentTarget.checked
            }}
          />
          <label for="token-wrong">Signed with a wrong secret</label>
        </div>
        <button class="primary" type="submit">
          Make a token
        </button>
        <Problem text={action.error.value} />
      </form>
      <div class="made" aria-live="polite">
        {token.value === '' ? (
          <p class="empty">The token appears here, with what is in it.</p>
        ) : (
          <MadeToken token={token.value} sessionId={shown ?? forSession ?? ''} />
        )}
      </div>
    </section>
  )
}

function MadeToken({ token, sessionId }: { token: string; sessionId: string }) {
  const link = writePageAddress({ session: sessionId, token })
  return (
    <>
      <h3>Token</h3>
      <CodeBlock code={token} label="token" />
      <a class="button" href={link} target="_blank" rel="noopener">
        Join with it
      </a>
      <h3>Decoded</h3>
      <CodeBlock code={decode(token)} label="decoded token" />
    </>
  )
}

function decode(token: string): string {
  const { createTime, expireTime, ...others } = readToken(token)
  const [created, expires] = [createTime, expireTime].map((time) => new Date(time * 1000).toISOString())
  return JSON.stringify({ ...others, created, expires }, null, 2)
}
