import { styleText } from 'node:util'
import { StreamSources } from '@opentok-sandbox/media/stream-sources'
import type { SandboxOptions } from '@opentok-sandbox/sandbox'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { createMediaServer, type ServerMediaOptions } from './media-server.ts'
import { writeRedirectScript } from './redirect-script.ts'
import { pointScripts } from './register/page-rewriter.ts'
import { IN_PROCESS, readSandboxAddress } from './register/sandbox-address.ts'
import { mountSandbox } from './vite-mount.ts'

/** Options of {@link opentokSandbox}; those of the sandbox itself are among them. */
export interface OpentokSandboxOptions extends SandboxOptions, ServerMediaOptions {
  /** Where on the dev server the sandbox is. @default '/opentok-sandbox' */
  path?: string | undefined
  /**
   * Whether a build uses the sandbox, too: for `vite preview`, which has one, or with `url`. Such a build is for tests, and never
   * talks to OpenTok. @default false
   */
  build?: boolean | undefined
  /**
   * The address of a sandbox that runs already, in place of one on Vite's own server.
   * @default the environment's OPENTOK_SANDBOX_URL, which `opentok-sandbox exec` sets
   */
  url?: string | undefined
}

/**
 * A Vite plugin that adds a sandbox to the app's own dev server: OpenTok's client in its pages uses it, in every browser,
 * without a second process, whether it is imported or comes from OpenTok's static host.
 *
 * Under the path are the API for server SDKs, `/session` and `/room/:name` with what a page connects with, and
 * the sandbox's own page.
 *
 * @throws {TypeError} if an option is wrong
 *
 * @example
 * export default defineConfig({ plugins: [opentokSandbox()] })
 */
export function opentokSandbox({
  path = '/opentok-sandbox',
  build = false,
  url = process.env.OPENTOK_SANDBOX_URL || IN_PROCESS,
  ...options
}: OpentokSandboxOptions = {}): Plugin {
  if (!/^(\/[\w-]+)+$/.test(path)) {
    throw new TypeError("path: must begin with a slash and end without one, such as '/opentok-sandbox'")
  }
  const { media, mediaPorts, turn = true } = options
  // What is wrong in the options is told before a server starts.
  createMediaServer({ media, mediaPorts, turn }, new Set(), new StreamSources())
  const remote = readSandboxAddress(url)?.origin
  const mount = (server: ViteDevServer | PreviewServer) => {
    if (remote === undefined) mountSandbox(server, path, options)
    announce(server, remote ?? path)
  }
  const proxy = remote && {
    [path]: { target: remote, ws: true, rewrite: (asked: string) => asked.slice(path.length) },
  }
  return {
    name: 'opentok-sandbox',
    config: () => (proxy ? { server: { proxy }, ...(build && { preview: { proxy } }) } : {}),
    configureServer: mount,
    ...(build && { configurePreviewServer: mount }),
    transformIndexHtml: {
      order: 'pre',
      handler(html, { server }) {
        // Without being asked, a build is for production, where OpenTok itself answers.
        if (!server && !build) return undefined
        const address = remote ? JSON.stringify(remote) : `location.origin + ${JSON.stringify(path)}`
        const script = {
          tag: 'script',
          injectTo: 'head-prepend',
          children: writeRedirectScript(address),
        } as const
        return { html: pointScripts(html, remote ?? path), tags: [script] }
      },
    },
  }
}

/** Prints where the sandbox is among Vite's own addresses. */
function announce(server: ViteDevServer | PreviewServer, place: string): void {
  const { printUrls } = server
  server.printUrls = () => {
    printUrls()
    for (const url of server.resolvedUrls?.local ?? []) {
      const address = styleText('cyan', `${new URL(place, url).href.replace(/\/$/, '')}/`)
      server.config.logger.info(`  ${styleText('green', '➜')}  ${styleText('bold', 'OpenTok')}: ${address}`)
    }
  }
}
