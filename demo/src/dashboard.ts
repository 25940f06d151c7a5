// The page as a sandbox server serves it.
import { openServerSandbox } from './server-sandbox.ts'
import { startPage } from './start-page.tsx'

startPage(openServerSandbox())
