import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createPageRewriter, type PageRewriter } from './page-rewriter.ts'

/** What a browser says that it wants when it opens a page. */
const NAVIGATIONS = new Set(['document', 'iframe', 'frame'])

/** Headers that make a page come in another form than its text, or not at all. */
const CONDITIONS = ['accept-encoding', 'if-none-match', 'if-modified-since', 'range']

/**
 * Lets each page that this process serves to a browser use a sandbox: see {@link createPageRewriter}. Only what a browser opens
 * as a page is changed; what `fetch()` gets is not. It follows from the header `Sec-Fetch-Dest`, which browsers send to
 * localhost and over https.
 *
 * @param sandbox the address of the sandbox, without a slash at the end
 */
export function rewritePages(sandbox: string): void {
  const { writeHead, write, end } = ServerResponse.prototype
  const rewriters = new WeakMap<ServerResponse, PageRewriter | undefined>()

  /** The rewriter of an answer, as soon as its headers are there. */
  function rewriterOf(response: ServerResponse): PageRewriter | undefined {
    if (rewriters.has(response)) return rewriters.get(response)
    const isPage =
      isNavigation(response.req) &&
      /^text\/html\b/i.test(String(response.getHeader('content-type') ?? '')) &&
      !response.hasHeader('content-encoding') &&
      response.req.method !== 'HEAD'
    const rewriter = isPage ? createPageRewriter(sandbox) : undefined
    rewriters.set(response, rewriter)
    if (rewriter) {
      for (const name of ['content-length', 'etag', 'last-modified']) response.removeHeader(name)
      // Without the sandbox, the browser must not show this page.
      response.setHeader('cache-control', 'no-store')
      for (const name of ['content-security-policy', 'content-security-policy-report-only']) {
        const policy = response.getHeader(name)
        if (policy !== undefined) response.setHeader(name, allowSandbox(String(policy), sandbox))
      }
    }
    return rewriter
  }

  Object.assign(ServerResponse.prototype, {
    writeHead(this: ServerResponse, status: number, ...parameters: unknown[]) {
      const headers = parameters.findLast((one) => typeof one === 'object' && one !== null)
      if (!isNavigation(this.req)) return Reflect.apply(writeHead, this, [status, ...parameters])
      setHeaders(this, headers as OutgoingHttpHeaders | string[] | undefined)
      if (status >= 200 && status !== 204 && status !== 304) rewriterOf(this)
      return Reflect.apply(
        writeHead,
        this,
        typeof parameters[0] === 'string' ? [status, parameters[0]] : [status],
      )
    },
    write(this: ServerResponse, chunk: unknown, ...parameters: unknown[]) {
      const rewriter = this.headersSent ? rewriters.get(this) : rewriterOf(this)
      if (!rewriter) return Reflect.apply(write, this, [chunk, ...parameters])
      const passed = Buffer.from(rewriter.write(toText(chunk, parameters[0])), 'latin1')
      return Reflect.apply(write, this, [passed, ...parameters.filter((one) => typeof one === 'function')])
    },
    end(this: ServerResponse, ...parameters: unknown[]) {
      const rewriter = this.headersSent ? rewriters.get(this) : rewriterOf(this)
      if (!rewriter) return Reflect.apply(end, this, parameters)
      const [chunk, encoding] = parameters
      const isData = chunk !== undefined && chunk !== null && typeof chunk !== 'function'
      const passed = `${isData ? rewriter.write(toText(chunk, encoding)) : ''}${rewriter.end()}`
      rewriters.set(this, undefined)
      const callback = parameters.filter((one) => typeof one === 'function')
      return Reflect.apply(end, this, [Buffer.from(passed, 'latin1'), ...callback])
    },
  })

  const { assignSocket } = ServerResponse.prototype
  // The first moment at which a request has its answer: before any handler has read its headers.
  ServerResponse.prototype.assignSocket = function (socket) {
    if (isNavigation(this.req)) for (const name of CONDITIONS) delete this.req.headers[name]
    return Reflect.apply(assignSocket, this, [socket])
  }
}

function isNavigation(request: IncomingMessage | undefined): boolean {
  return NAVIGATIONS.has(String(request?.headers['sec-fetch-dest']))
}

/** Bytes as characters of one byte each: only ASCII is looked for, and the rest passes unchanged. */
function toText(chunk: unknown, encoding: unknown): string {
  if (typeof chunk === 'string') {
    const name = typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'
    return Buffer.from(chunk, name).toString('latin1')
  }
  return Buffer.from(chunk as Uint8Array).toString('latin1')
}

/** Headers are set one by one before the head is written, so that all of them can be asked for. */
function setHeaders(response: ServerResponse, headers: OutgoingHttpHeaders | string[] | undefined): void {
  const pairs = Array.isArray(headers)
    ? Array.from({ length: headers.length / 2 }, (_none, i) => [headers[2 * i], headers[2 * i + 1]] as const)
    : Object.entries(headers ?? {})
  for (const [name, value] of pairs)
    if (name !== undefined && value !== undefined) response.setHeader(name, value)
}

/** The directives that decide about the script of the sandbox, and about requests and sockets to it. */
const DIRECTIVES = ['script-src', 'script-src-elem', 'connect-src', 'default-src']

/** A Content-Security-Policy that allows the sandbox besides what it allows already. */
export function allowSandbox(policy: string, sandbox: string): string {
  const sources = `${sandbox} ${sandbox.replace(/^http/, 'ws')}`
  return policy
    .split(';')
    .map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/)
      if (!DIRECTIVES.includes(name.toLowerCase())) return directive
      return [` ${name}`, ...values.filter((value) => value !== "'none'"), sources].join(' ')
    })
    .join(';')
}
