/** A switch of the call: `undefined` where there is nothing to switch. */
export type SwitchState = 'on' | 'off' | 'disabled' | undefined
