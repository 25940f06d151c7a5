import type { Signal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'
import { SwitchButton } from './switch-button.tsx'

/** What can be done in the call, in reach below the pictures. */
export function Controls({ showsDetails }: { showsDetails: Signal<boolean> }) {
  const { call, openPanel } = useStudio()
  const { pictures } = call
  const isModerator = call.presentRole.value === 'moderator'
  return (
    <div class="controls" role="group" aria-label="Call">
      <SwitchButton
        name="Microphone"
        state={pictures.microphone.value}
        icons={{ on: 'microphone', off: 'muted' }}
        isOnByItself
        onToggle={pictures.toggleMicrophone}
      />
      <SwitchButton
        name="Camera"
        state={pictures.camera.value}
        icons={{ on: 'camera', off: 'unpublish' }}
        isOnByItself
        onToggle={pictures.toggleCamera}
      />
      <SwitchButton
        name="Share screen"
        state={pictures.screen.value}
        icons={{ on: 'screen', off: 'screen' }}
        onToggle={pictures.toggleScreen}
      />
      {pictures.offersTestPicture.value && (
        <button type="button" class="control" onClick={pictures.showTestPicture}>
          <Icon name="picture" />
          <span>Show a test picture</span>
        </button>
      )}
      {isModerator && (
        <button type="button" class="control" onClick={call.toggleAllMuted}>
          <Icon name={call.isAllMuted.value ? 'sound' : 'quiet'} />
          <span>{call.isAllMuted.value ? 'Allow sound again' : 'Mute everybody'}</span>
        </button>
      )}
      <button type="button" class="control" onClick={() => openPanel('people')}>
        <Icon name="people" />
        <span>Add people</span>
      </button>
      <SwitchButton
        name="Details"
        state={showsDetails.value ? 'on' : 'off'}
        icons={{ on: 'chart', off: 'chart' }}
        onToggle={() => {
          showsDetails.value = !showsDetails.value
        }}
      />
      <button type="button" class="control" onClick={call.drop}>
        <Icon name="plug" />
        <span>Drop the socket</span>
      </button>
      <button type="button" class="control leave" onClick={call.leave} data-first>
        <Icon name="leave" />
        <span>Disconnect</span>
      </button>
    </div>
  )
}
