import type { Project } from './auth/project.ts'

/** Where a sandbox is, and what it is used with. */
export interface SnippetTarget {
  /** The address of its server, without a slash at its end. */
  url: string
  /** The development project, or the project to use. */
  project: Project
  /**
   * What serves it: a server of its own, the app's Vite dev server, or the app's page itself, behind MSW. Only in the last
   * case is there no server: other programs then need one, and `url` is where it would be.
   */
  host: 'browser' | 'server' | 'vite'
}

/** How one kind of program uses a sandbox. */
export interface Snippet {
  id: string
  /** The name of the language, the framework or the tool. */
  title: string
  /** The one line that matters, if one line is enough. */
  line?: string
  /** What to install, as a command. */
  install?: string
  /** The program, to be copied. */
  code: string
  /** The file that the program stands in. */
  file: string
  /** Whether it needs a server. */
  needsServer: boolean
}

/**
 * Writes how each kind of program uses a sandbox: for the page and for the greeting of the command. The options are those
 * that the SDKs have for the address of the API (rest facts §1.1).
 *
 * @example
 * const [page] = writeSnippets({ url: 'http://localhost:9300', project: DEVELOPMENT_PROJECT, host: 'server' })
 * page?.line // → '<script src="http://localhost:9300/client.js"></script>'
 */
export function writeSnippets(target: SnippetTarget): Snippet[] {
  return [...writeClientSnippets(target), ...writeSdkSnippets(target)]
}

const inBrowser = (id: string, title: string, file: string, code: string): Snippet => ({
  id,
  title,
  file,
  code,
  needsServer: false,
})

function writeClientSnippets({ url, host, project: { apiKey } }: SnippetTarget): Snippet[] {
  const script = `<script src="${url}/client.js"></script>`
  const page: Snippet = {
    id: 'page',
    title: 'Browser client',
    line: script,
    file: 'index.html',
    needsServer: true,
    code: `${script}
<script type="module">
  const { apiKey, sessionId, token } = await (await fetch('${url}/room/lobby')).json()
  const session = OT.initSession(apiKey, sessionId)
  session.connect(token, (error) => console.log(error ?? 'connected'))
</script>`,
  }
  const vite: Snippet =
    host === 'browser'
      ? {
          ...inBrowser(
            'vite',
            'Vite',
            'main.js, with the plugin opentokWorker() of @opentok-sandbox/mocks/vite',
            `import { startSandbox } from '@opentok-sandbox/mocks/browser'

await startSandbox()
const { default: OT } = await import('@opentok/client')
// From here on, your app as it is.`,
          ),
          install: 'npm install --save-dev @opentok-sandbox/mocks msw',
        }
      : {
          ...inBrowser(
            'vite',
            'Vite',
            'vite.config.js',
            `import { opentokSandbox } from 'opentok-sandbox/vite'
import { defineConfig } from 'vite'

// The client in your pages uses the sandbox: your app stays as it is.
export default defineConfig({ plugins: [opentokSandbox()] })`,
          ),
          install: 'npm install --save-dev opentok-sandbox',
        }
  const vitest: Snippet = {
    ...inBrowser(
      'vitest',
      'vitest',
      'vite.config.js',
      `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { environment: 'happy-dom', setupFiles: ['@opentok-sandbox/mocks/vitest'] },
})`,
    ),
    install: 'npm install --save-dev @opentok-sandbox/mocks msw happy-dom vitest',
  }
  const playwright: Snippet = {
    id: 'playwright',
    title: 'Playwright',
    file: 'call.spec.js',
    install: 'npm install --save-dev opentok-sandbox @playwright/test',
    needsServer: false,
    code: `import { expect, test } from 'opentok-sandbox/playwright'

test('shows who joins', async ({ page, sandbox }) => {
  await page.goto('/')
  await sandbox.participants.join({ room: 'lobby', name: 'Ada', publish: true })
  await expect(page.getByText('Ada')).toBeVisible()
})`,
  }
  const curl: Snippet = {
    id: 'curl',
    title: 'curl',
    line: `curl ${url}/room/lobby`,
    file: 'a shell',
    needsServer: true,
    code: `# The credentials of a room: API key ${apiKey}, a session ID and a token
curl ${url}/room/lobby

# A simulated participant joins it, with a picture and a tone
curl ${url}/sandbox/participants --json '{ "room": "lobby", "name": "Ada", "publish": true }'`,
  }
  return [page, vite, vitest, playwright, curl]
}

function writeSdkSnippets({ url, project: { apiKey, apiSecret } }: SnippetTarget): Snippet[] {
  const sdk = (
    id: string,
    title: string,
    file: string,
    install: string,
    line: string,
    write: (line: string) => string,
  ): Snippet => ({ id, title, file, install, line, code: write(line), needsServer: true })
  return [
    sdk(
      'node',
      'Node',
      'server.mjs',
      'npm install opentok',
      `new OpenTok('${apiKey}', '${apiSecret}', { apiUrl: '${url}' })`,
      (line) => `import OpenTok from 'opentok'

const opentok = ${line}
opentok.createSession({ mediaMode: 'routed' }, (error, session) => {
  if (error) throw error
  console.log(session.sessionId, opentok.generateToken(session.sessionId))
})`,
    ),
    sdk(
      'python',
      'Python',
      'server.py',
      'pip install opentok',
      `Client('${apiKey}', '${apiSecret}', api_url='${url}')`,
      (line) => `from opentok import Client, MediaModes

opentok = ${line}
session = opentok.create_session(media_mode=MediaModes.routed)
print(session.session_id, session.generate_token())`,
    ),
    sdk(
      'php',
      'PHP',
      'server.php',
      'composer require opentok/opentok',
      `new OpenTok('${apiKey}', '${apiSecret}', ['apiUrl' => '${url}'])`,
      (line) => `<?php
require 'vendor/autoload.php';
use OpenTok\\MediaMode;
use OpenTok\\OpenTok;

$opentok = ${line};
$session = $opentok->createSession(['mediaMode' => MediaMode::ROUTED]);
echo $session->getSessionId(), ' ', $session->generateToken();`,
    ),
    sdk(
      'ruby',
      'Ruby',
      'server.rb',
      'gem install opentok',
      `OpenTok::OpenTok.new '${apiKey}', '${apiSecret}', :api_url => '${url}'`,
      (line) => `require 'opentok'

opentok = ${line}
session = opentok.create_session :media_mode => :routed
puts session.session_id, session.generate_token`,
    ),
    sdk(
      'java',
      'Java',
      'Server.java',
      'com.tokbox:opentok-server-sdk',
      `new OpenTok.Builder(${apiKey}, "${apiSecret}").apiUrl("${url}").build()`,
      (line) => `import com.opentok.*;

OpenTok opentok = ${line};
Session session = opentok.createSession(
    new SessionProperties.Builder().mediaMode(MediaMode.ROUTED).build());
System.out.println(session.getSessionId() + " " + session.generateToken());`,
    ),
    sdk(
      'dotnet',
      '.NET',
      'Program.cs',
      'dotnet add package OpenTok',
      `new OpenTok(${apiKey}, "${apiSecret}", "${url}")`,
      (line) => `using OpenTokSDK;

var opentok = ${line};
var session = opentok.CreateSession(mediaMode: MediaMode.ROUTED);
Console.WriteLine(session.Id + " " + session.GenerateToken());`,
    ),
  ]
}
