// The panels that nobody needs at first: they come after the page, in one piece.

export { ArchivesPanel as archives } from './archives-panel.tsx'
export { BroadcastsPanel as broadcasts } from './broadcasts-panel.tsx'
export { CallbacksPanel as callbacks } from './callbacks-panel.tsx'
export { CaptionsPanel as captions } from './captions-panel.tsx'
export { ClockPanel as clock } from './clock-panel.tsx'
export { FaultsPanel as faults } from './faults-panel.tsx'
export { JournalPanel as journal } from './journal-panel.tsx'
export { NetworkPanel as network } from './network-panel.tsx'
export { PeoplePanel as people } from './people-panel.tsx'
export { StatePanel as state } from './state-panel.tsx'
export { TokenPanel as token } from './token-panel.tsx'
