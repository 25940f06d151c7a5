const NAMES = [
  'Ada',
  'Grace',
  'Alan',
  'Radia',
  'Tim',
  'Hedy',
  'Mary',
  'Katherine',
  'Linus',
  'Barbara',
  'Edsger',
  'Margaret',
]

const GROUPS = ['Guest', 'Visitor', 'Member', 'Viewer']

/**
 * What to call simulated participants: by a name that is not taken; many have one that they share, with numbers.
 *
 * @example
 * suggestName(1, ['Ada']) // → 'Grace'
 */
export function suggestName(count: number, taken: readonly string[]): string {
  if (count > 1) return GROUPS.find((group) => !taken.includes(`${group} 1`)) ?? `Group ${taken.length}`
  return NAMES.find((name) => !taken.includes(name)) ?? `Guest ${taken.length + 1}`
}
