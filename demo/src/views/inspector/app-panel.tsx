import { writeSnippets } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { CopyButton } from '../parts/copy-button.tsx'

/** How an app uses this sandbox, whatever it is written in. */
export function AppPanel() {
  const { sandbox } = useStudio()
  const chosen = useSignal('page')
  if (sandbox.value === undefined) return <p class="empty">The sandbox is starting…</p>
  const { url, project, host } = sandbox.value
  const snippets = writeSnippets({ url, project, host })
  const first = host === 'browser' ? 'vite' : 'page'
  const wanted = host === 'browser' && chosen.value === 'page' ? first : chosen.value
  const snippet = snippets.find(({ id }) => id === wanted) ?? snippets[0]
  if (snippet === undefined) return null
  const startsServer = host === 'browser' && snippet.needsServer
  return (
    <section class="app-panel" aria-labelledby="app-title">
      <div class="app-facts">
        <h2 id="app-title">Use it in your app</h2>
        <dl class="facts">
          <Fact name={host === 'browser' ? 'URL of a server' : 'URL'} value={url} />
          <Fact name="API key" value={project.apiKey} />
          <Fact name="API secret" value={project.apiSecret} />
        </dl>
        <p class="help">The development project is in every sandbox, and its secret protects nothing.</p>
      </div>
      <div class="app-code">
        <div class="choice" role="group" aria-label="Language or tool">
          {snippets.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              class="small"
              aria-pressed={id === snippet.id}
              onClick={() => {
                chosen.value = id
              }}
            >
              {title}
            </button>
          ))}
        </div>
        {startsServer && (
          <p class="help">
            The sandbox of this page is in your browser, where other programs cannot reach it. Start a server
            first: <code>npx opentok-sandbox</code>
          </p>
        )}
        {snippet.install && <CodeBlock code={snippet.install} label="command that installs it" />}
        <p class="quiet">{snippet.file}</p>
        <CodeBlock code={snippet.code} label={`code for ${snippet.title}`} />
      </div>
    </section>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div data-copied>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton text={value} label={name} />
      </dd>
    </div>
  )
}
