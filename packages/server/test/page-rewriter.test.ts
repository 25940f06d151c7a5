import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPageRewriter, isClientScript } from '../src/register/page-rewriter.ts'
import { allowSandbox } from '../src/register/rewrite-pages.ts'

const sandbox = 'http://localhost:9300'
const script = '<script src="http://localhost:9300/redirect.js"></script>'

function rewrite(...parts: string[]): string {
  const page = createPageRewriter(sandbox)
  return parts.map((part) => page.write(part)).join('') + page.end()
}

it.each([
  ['<!doctype html><html><head><title>x</title>', `<!doctype html><html><head>${script}<title>x</title>`],
  ['<!-- a -->\n<HTML lang="en">\n<p>x', `<!-- a -->\n<HTML lang="en">\n${script}<p>x`],
  ['<header>no head</header>', `${script}<header>no head</header>`],
  ['plain text', `${script}plain text`],
  ['a < b', `${script}a < b`],
])('puts the script before all that a page has: %s', (page, expected) => {
  expect(rewrite(page)).toBe(expected)
})

it('leaves an empty answer empty', () => {
  expect(rewrite('')).toBe('')
})

it('lets the client come from the sandbox, whatever its tag looks like', () => {
  const url = 'https://static.opentok.com/v2/js/opentok.min.js'
  expect(rewrite(`<script src="${url}" integrity="sha256-x" crossorigin></script>`)).toBe(
    `${script}<script src="${sandbox}/client.js" crossorigin></script>`,
  )
  expect(rewrite(`<SCRIPT async\nsrc='${url}'></SCRIPT>`)).toContain(`src='${sandbox}/client.js'`)
  expect(rewrite(`<script src=${url}></script>`)).toContain(`src=${sandbox}/client.js>`)
  const other = '<script src="https://cdn.example/opentok.js" integrity="sha256-x"></script>'
  expect(rewrite(other)).toBe(script + other)
})

it('gives the same page however it is cut into parts', () => {
  const page =
    '<!doctype html>\n<html>\n<!-- > --><head data-x="1">\n<title>é</title><script src="https://static.opentok.com/v2/js/opentok.js"></script><p>1 < 2'
  const whole = rewrite(page)
  expect(whole.indexOf(script)).toBe(page.indexOf('\n<title>') + 1)
  const cuts = fc.array(fc.integer({ min: 0, max: page.length }), { maxLength: 8 })
  fc.assert(
    fc.property(cuts, (positions) => {
      const ends = [...positions, page.length].sort((a, b) => a - b)
      const parts = ends.map((end, i) => page.slice(ends[i - 1] ?? 0, end))
      expect(rewrite(...parts)).toBe(whole)
    }),
  )
})

it('loses nothing of a page that ends within a tag, or has one that never ends', () => {
  expect(rewrite('<p>x<scr')).toBe(`${script}<p>x<scr`)
  const long = `<p>${'<a '.padEnd(20_000, 'x')}`
  expect(rewrite(...(long.match(/.{1,1000}/g) ?? []))).toBe(script + long)
})

describe('what is OpenTok’s client', () => {
  it.each([
    'https://static.opentok.com/v2/js/opentok.js',
    '//static.opentok.com/v2.29/js/opentok.min.js',
    'http://static.opentok.com/webrtc/v2.2/js/TB.min.js',
    'https://video.standard.vonage.com/v2/js/opentok.js',
    'https://unpkg.com/@vonage/client-sdk-video@latest/dist/js/opentok.js',
    'https://unpkg.com/@opentok/client',
    'https://cdn.jsdelivr.net/npm/@opentok/client@2.29.1/dist/js/opentok.min.js',
  ])('%s', (url) => expect(isClientScript(url)).toBe(true))

  it.each([
    'https://static.opentok.com/ml-transformers/v6.0.0/x.js',
    'https://static.opentok.com.evil.example/v2/js/opentok.js',
    'https://unpkg.com/@opentok/client-extras/opentok.js',
    '/js/opentok.js',
  ])('and %s is not', (url) => expect(isClientScript(url)).toBe(false))
})

it('extends a Content-Security-Policy by the sandbox, and nothing else', () => {
  expect(allowSandbox("default-src 'none'; img-src *; script-src 'self'", sandbox)).toBe(
    ` default-src http://localhost:9300 ws://localhost:9300; img-src *; script-src 'self' http://localhost:9300 ws://localhost:9300`,
  )
})
