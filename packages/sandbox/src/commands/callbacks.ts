import type { CallbackDelivery } from '../callback/callback-delivery.ts'
import {
  CALLBACK_TYPES,
  type CallbackTargets,
  type CallbackType,
  readCallbackTargets,
} from '../callback/callback-settings.ts'
import { defineCommand, nothing, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/** Where callbacks go, without secrets. */
export type ShownTargets = { [Type in CallbackType]?: { url: string; secure: boolean } }

/** Takes the secrets out. */
export function describeTargets(targets: CallbackTargets): ShownTargets {
  const shown: ShownTargets = {}
  for (const type of CALLBACK_TYPES) {
    const target = targets[type]
    if (target) shown[type] = { url: target.url, secure: target.signatureSecret !== undefined }
  }
  return shown
}

/** Where callbacks go, and those that were sent, the newest first. */
const list = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/callbacks'], status: 200 },
  run: ({ callbacks: sent }): { targets: ShownTargets; deliveries: CallbackDelivery[] } => ({
    targets: describeTargets(sent.targets),
    deliveries: sent.list(),
  }),
})

/** What is set for a type: an address, one with a secret that signs, or `null` for none. */
export type CallbackSetting = string | { url: string; signatureSecret?: string | undefined } | null

/** Sets where the callbacks of the types that are named go; the others stay. */
const set = defineCommand({
  http: { method: 'PUT', paths: ['/callbacks'], status: 200 },
  // The journal keeps inputs, and this one has secrets.
  isSilent: true,
  pack: (settings: { [Type in CallbackType]?: CallbackSetting }) => ({ ...settings }),
  read: readCallbackTargets,
  run({ callbacks: sent }, targets): ShownTargets {
    sent.setTargets(targets)
    return describeTargets(sent.targets)
  },
})

/** Sends a callback again, at once. */
const resend = defineCommand({
  http: { method: 'POST', paths: ['/callbacks/:id/resend'], status: 204 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run({ callbacks: sent }, id): void {
    if (!sent.resend(id)) throw new CommandError(404, 'id: there is no callback of this ID')
  },
})

export const callbacks = { list, set, resend }
