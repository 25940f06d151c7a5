/** The panels of the inspector, in their order, by the names that links have for them. */
export const PANELS = {
  app: 'Your app',
  wire: 'Wire',
  journal: 'Journal',
  people: 'People',
  archives: 'Archives',
  broadcasts: 'Broadcasts',
  captions: 'Captions',
  callbacks: 'Callbacks',
  network: 'Network',
  faults: 'Faults',
  clock: 'Clock',
  token: 'Token',
  state: 'State',
} as const

/** The name of a panel in links: `?panel=journal`. */
export type PanelName = keyof typeof PANELS

export const isPanel = (name: string | undefined): name is PanelName =>
  name !== undefined && Object.hasOwn(PANELS, name)
