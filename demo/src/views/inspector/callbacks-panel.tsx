import type { CallbackDelivery } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'
import { ServiceItem, ServicePanel } from './service-panel.tsx'

const TYPES = {
  session: 'session monitoring',
  archive: 'archives',
  broadcast: 'broadcasts',
  render: 'Experience Composers',
  sip: 'SIP calls',
  captions: 'captions',
} as const

type Type = keyof typeof TYPES

/** Where callbacks (webhooks) go, and what has become of each. */
export function CallbacksPanel() {
  const { live } = useStudio()
  const { deliveries = [] } = live.services.value?.callbacks ?? {}
  return (
    <ServicePanel title="Callbacks" form={<CallbackForm />}>
      {deliveries.length === 0 && <p class="empty">No callback was sent.</p>}
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
    </ServicePanel>
  )
}

function CallbackForm() {
  const { sandbox, live } = useStudio()
  const url = useSignal('')
  const secret = useSignal('')
  const about = useSignal<Type | 'all'>('all')
  const action = useAction()
  const { targets = {} } = live.services.value?.callbacks ?? {}
  const { callbacks } = sandbox.value?.commands ?? {}
  const set = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      const target = secret.value ? { url: url.value, signatureSecret: secret.value } : url.value
      const types = about.value === 'all' ? (Object.keys(TYPES) as Type[]) : [about.value]
      await callbacks?.set(Object.fromEntries(types.map((type) => [type, target])))
      secret.value = ''
    })
  }
  const known = Object.entries(targets) as [Type, { url: string; secure: boolean }][]
  return (
    <>
      <form class="join-form" onSubmit={set}>
        <Field label="Address of your server" control="callback-url" class="whole">
          <TextInput
            id="callback-url"
            type="url"
            required
            placeholder="http://localhost:3000/callbacks"
            text={url}
          />
        </Field>
        <Field label="About" control="callback-about">
          <select
            id="callback-about"
            value={about.value}
            onChange={({ currentTarget }) => {
              about.value = currentTarget.value as Type
            }}
          >
            <option value="all">everything</option>
            {Object.entries(TYPES).map(([type, title]) => (
              <option key={type} value={type}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Signature secret" control="callback-secret">
          <TextInput
            id="callback-secret"
            type="password"
            autocomplete="off"
            placeholder="none"
            text={secret}
          />
        </Field>
        <button class="primary" type="submit" aria-disabled={action.isBusy.value}>
          Send callbacks there
        </button>
        <Problem text={action.error.value} />
      </form>
      {known.map(([type, target]) => (
        <div class="label-row" key={type}>
          <span class="quiet">
            {TYPES[type]}: {target.url}
            {target.secure && ', signed'}
          </span>
          <button
            type="button"
            class="small"
            aria-label={`Send no callbacks about ${TYPES[type]}`}
            onClick={() => void action.run(async () => callbacks?.set({ [type]: null }))}
          >
            End
          </button>
        </div>
      ))}
    </>
  )
}

function DeliveryRow({ delivery }: { delivery: CallbackDelivery }) {
  const { sandbox } = useStudio()
  const action = useAction()
  const isOpen = useSignal(false)
  const { id, type, event, url, body, status, attempts, retryAt, secure } = delivery
  const last = attempts.at(-1)
  return (
    <ServiceItem
      name={type === event ? event : `${type} ${event}`}
      status={status}
      kind={status === 'delivered' ? 'good' : status === 'pending' ? '' : 'bad'}
      facts={[
        `to ${url}`,
        secure && 'signed',
        attempts.length > 1 && `${attempts.length} attempts`,
        last && (last.problem ?? `HTTP ${last.status}`),
        retryAt && `again at ${new Date(retryAt).toLocaleTimeString()}`,
      ]}
      actions={
        <>
          <button
            type="button"
            class="small"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.value
            }}
          >
            Body
          </button>
          <button
            type="button"
            class="small"
            onClick={() => void action.run(async () => sandbox.value?.commands.callbacks.resend(id))}
          >
            Send again
          </button>
        </>
      }
    >
      {isOpen.value && (
        <div class="wide">
          <CodeBlock code={JSON.stringify(body, null, 2)} label={`body of ${event}`} />
        </div>
      )}
      <Problem text={action.error.value} />
    </ServiceItem>
  )
}
