import { render } from 'preact'
import { createStudio, StudioProvider } from './model/studio.ts'
import type { PageSandbox } from './page-sandbox.ts'
import { StudioView } from './views/studio-view.tsx'

/** Shows the page. What is asked of it before the sandbox is ready waits for that. */
export function startPage(opening: Promise<PageSandbox>): void {
  const root = document.querySelector('#studio')
  if (root === null) throw new Error('The page has no element #studio')
  render(
    <StudioProvider value={createStudio(opening)}>
      <StudioView />
    </StudioProvider>,
    root,
  )
}
