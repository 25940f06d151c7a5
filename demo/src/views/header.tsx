import { useStudio } from '../model/studio.ts'
import { ConnectionStatus } from './connection-status.tsx'

/** The name of the page, what it is, where its sandbox is, and how the call stands. */
export function Header() {
  const { sandbox } = useStudio()
  const { host, url = '' } = sandbox.value ?? {}
  return (
    <header class="top">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" />
        <circle class="full" cx="12" cy="16" r="5" />
        <circle class="ring" cx="20" cy="16" r="5" />
      </svg>
      <h1>OpenTok Sandbox</h1>
      <p class="what">OpenTok sessions with the real client. No account, no secret, no network.</p>
      {host && (
        <p class="where">
          {host === 'server' ? <code>{url.replace('http://', '')}</code> : 'in this browser'}
        </p>
      )}
      <ConnectionStatus />
    </header>
  )
}
