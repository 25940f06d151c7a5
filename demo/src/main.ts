// The page with its sandbox in the browser itself, behind MSW.
import { startPage } from './page.ts'
import { openProject } from './sandbox.ts'

startPage(openProject())
