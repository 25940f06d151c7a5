import { CopyButton } from './copy-button.tsx'

/** A program, a request or a message, to be read and copied. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div class="code" data-copied>
      {/* What is longer than its box is scrolled, by keyboard, too. */}
      <pre role="group" tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={label} />
    </div>
  )
}
