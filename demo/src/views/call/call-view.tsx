import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'
import { Controls } from './controls.tsx'
import { PictureGrid } from './picture-grid.tsx'

/** The call: the pictures, what is to be said of them, and the controls. */
export function CallView() {
  const { call } = useStudio()
  const showsDetails = useSignal(false)
  const { notice, say } = call.pictures
  return (
    <section class="call" aria-label="Call">
      <PictureGrid showsDetails={showsDetails.value} />
      <div class="notices" role="alert">
        {call.error.value && <p>{call.error.value}</p>}
        {notice.value && (
          <p>
            {notice.value}
            <button type="button" class="round small" aria-label="Dismiss" onClick={() => say('')}>
              <Icon name="close" />
            </button>
          </p>
        )}
      </div>
      <Controls showsDetails={showsDetails} />
    </section>
  )
}
