// The page as a sandbox server serves it.
import { startPage } from './page.ts'
import { openServer } from './server.ts'

startPage(openServer())
