import type { Project } from '@opentok-sandbox/sandbox'

/** What a person who has just started a sandbox wants to know. */
export interface Greeting {
  version: string
  url: string
  /** The development project, whose secret protects nothing. */
  project: Project
  /** The API keys and application IDs that were given; their secrets are not shown. */
  others: readonly string[]
}

/** Writes the lines to paste for each kind of client. */
export function writeGreeting({ version, url, project, others }: Greeting): string {
  const { apiKey, apiSecret } = project
  const lines: [what: string, line: string][] = [
    ['Page', `${url}/`],
    ['API key', apiKey],
    ['API secret', apiSecret],
    ...others.map((key): [string, string] => ['Also', `${key}, as you gave it`]),
    ['', ''],
    ['In a page', `OT.setProxyUrl('${url}')`],
    ['Node', `new OpenTok('${apiKey}', '${apiSecret}', { apiUrl: '${url}' })`],
    ['Python', `Client('${apiKey}', '${apiSecret}', api_url='${url}')`],
    ['Ruby', `OpenTok::OpenTok.new '${apiKey}', '${apiSecret}', :api_url => '${url}'`],
    ['PHP', `new OpenTok('${apiKey}', '${apiSecret}', ['apiUrl' => '${url}'])`],
    ['Java', `new OpenTok.Builder(${apiKey}, "${apiSecret}").apiUrl("${url}").build()`],
    ['.NET', `new OpenTok(${apiKey}, "${apiSecret}", "${url}")`],
    ['@vonage/video', `new Video(auth, { videoHost: '${url}' })`],
    ['', ''],
    ['Credentials', `curl ${url}/room/lobby`],
    ['Journal', `npx opentok-sandbox journal --follow --url ${url}`],
  ]
  const table = lines.map(([what, line]) => (what ? `  ${what.padEnd(15)}${line}` : ''))
  return [
    `OpenTok Sandbox ${version} listens on ${url}`,
    '',
    ...table,
    '',
    'Press Ctrl+C to stop it. Session IDs stay valid: the next sandbox accepts them, too.',
    '',
  ].join('\n')
}
