import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'

/** Opens a room by its name: the same name is always the same session. */
export function RoomForm() {
  const { session } = useStudio()
  const room = useSignal('')
  const action = useAction()
  const open = (event: Event) => {
    event.preventDefault()
    if (room.value.trim() !== '') void action.run(() => session.openRoom(room.value.trim()))
  }
  return (
    <form class="room-form" onSubmit={open}>
      <label for="room">or a room by its name</label>
      <div class="with-button">
        <TextInput id="room" autocomplete="off" spellcheck={false} placeholder="lobby" text={room} />
        <button type="submit">Open</button>
      </div>
      <Problem text={action.error.value} />
    </form>
  )
}
