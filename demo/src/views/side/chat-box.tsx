import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useStickToEnd } from '../parts/use-stick-to-end.ts'

/** The chat of the session: signals of the type `chat`. */
export function ChatBox() {
  const { call } = useStudio()
  const lines = call.chat.value
  const list = useStickToEnd(lines.length)
  const text = useSignal('')
  const problem = useSignal('')
  const isConnected = call.ownId.value !== undefined
  const send = async (event: Event) => {
    event.preventDefault()
    const said = text.value.trim()
    if (said === '') return
    problem.value = await call.sendChat(said)
    // What could not be sent stays, to be sent again.
    if (problem.value === '') text.value = ''
  }
  return (
    <section class="card" aria-labelledby="chat-title">
      <h2 id="chat-title">Chat</h2>
      <div class="scroll chat" role="log" aria-labelledby="chat-title" tabIndex={0} ref={list}>
        {lines.length === 0 && <p class="empty">Signals of the type “chat” appear here, in every tab.</p>}
        {lines.map(({ id, from, isOwn, text: said }) => (
          <p key={id} class={isOwn ? 'line own' : 'line'}>
            <strong>{isOwn ? 'You' : from}</strong>
            {said}
          </p>
        ))}
      </div>
      <form class="chat-form" onSubmit={(event) => void send(event)}>
        <label for="message">Message</label>
        <div class="with-button">
          <TextInput id="message" autocomplete="off" disabled={!isConnected} text={text} />
          <button type="submit" disabled={!isConnected}>
            Send
          </button>
        </div>
        <Problem text={problem.value} />
      </form>
    </section>
  )
}
