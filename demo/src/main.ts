// The page with its sandbox in the browser itself, behind MSW.
import { openBrowserSandbox } from './browser-sandbox.ts'
import { startPage } from './start-page.tsx'

startPage(openBrowserSandbox())
