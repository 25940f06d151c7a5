// The panels that nobody needs at first: they come after the page, in one piece.

export { ClockPanel as clock } from './clock-panel.tsx'
export { FaultsPanel as faults } from './faults-panel.tsx'
export { JournalPanel as journal } from './journal-panel.tsx'
export { NetworkPanel as network } from './network-panel.tsx'
export { PeoplePanel as people } from './people-panel.tsx'
export { StatePanel as state } from './state-panel.tsx'
export { TokenPanel as token } from './token-panel.tsx'
