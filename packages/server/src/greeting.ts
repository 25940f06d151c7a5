import { type SnippetTarget, writeSnippets } from '@opentok-sandbox/sandbox'

/** What a person who has just started a sandbox wants to know. */
export interface Greeting extends SnippetTarget {
  version: string
  /** The API keys and application IDs that were given; their secrets are not shown. */
  others: readonly string[]
}

/** Writes the lines to paste for each kind of client. */
export function writeGreeting({ version, others, ...target }: Greeting): string {
  const { url, project } = target
  const { apiKey, apiSecret } = project
  const snippets = writeSnippets(target).flatMap(({ title, line }): [string, string][] =>
    line === undefined ? [] : [[title, line]],
  )
  const lines: [what: string, line: string][] = [
    ['Page', `${url}/`],
    ['API key', apiKey],
    ['API secret', apiSecret],
    ...others.map((key): [string, string] => ['Also', `${key}, as you gave it`]),
    ['', ''],
    ...snippets,
    ['@vonage/video', `new Video(auth, { videoHost: '${url}' })`],
    ['', ''],
    ['Journal', `npx opentok-sandbox journal --follow --url ${url}`],
  ]
  const table = lines.map(([what, line]) => (what ? `  ${what.padEnd(16)}${line}` : ''))
  return [
    `OpenTok Sandbox ${version} listens on ${url}`,
    '',
    ...table,
    '',
    'Press Ctrl+C to stop it. Session IDs stay valid: the next sandbox accepts them, too.',
    '',
  ].join('\n')
}
