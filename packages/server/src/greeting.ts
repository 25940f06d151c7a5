import type { Snippet, SnippetTarget } from '@opentok-sandbox/sandbox'

/** What a person who has just started a sandbox wants to know. */
export interface Greeting extends SnippetTarget {
  version: string
  /** The address of the sandbox's page. */
  page: string
  /** How each kind of program uses it. */
  snippets: readonly Snippet[]
  /** The API keys and application IDs that were given; their secrets are not shown. */
  others: readonly string[]
  /** What is simulated where it cannot really be done. */
  simulate?: readonly string[] | undefined
}

/** Writes where the sandbox is, and the lines to paste for each kind of client. */
export function writeGreeting({
  version,
  url,
  page,
  project,
  host,
  snippets,
  others,
  simulate = [],
}: Greeting): string {
  const { apiKey, apiSecret } = project
  const isServer = host !== 'browser'
  const pasted = snippets.flatMap(({ title, line }): [string, string][] =>
    line === undefined ? [] : [[title, line]],
  )
  const lines: [what: string, line: string][] = [
    ['Page', page],
    ['API key', apiKey],
    ['API secret', apiSecret],
    ...others.map((key): [string, string] => ['Also', `${key}, as you gave it`]),
    ...(simulate.length > 0
      ? [['Simulated', `${simulate.join(', ')}: where they cannot really be done`] as [string, string]]
      : []),
    ['', ''],
    ...(isServer ? [] : [['Server', 'npx opentok-sandbox, for what is not in a page:'] as [string, string]]),
    ...(host === 'server' ? [['No edits', 'npx opentok-sandbox exec -- npm start'] as [string, string]] : []),
    ...pasted,
    ['@vonage/video', `new Video(auth, { videoHost: '${url}' })`],
    ['', ''],
    ['Journal', isServer ? `npx opentok-sandbox journal --follow --url ${url}` : `${page}?panel=journal`],
  ]
  const table = lines.map(([what, line]) => (what ? `  ${what.padEnd(16)}${line}` : ''))
  const where = isServer ? `listens on ${url}` : `runs in the pages of ${page}`
  return [
    `OpenTok Sandbox ${version} ${where}`,
    '',
    ...table,
    '',
    'Press Ctrl+C to stop it. Session IDs stay valid: the next sandbox accepts them, too.',
    '',
  ].join('\n')
}
