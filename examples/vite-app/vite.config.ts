import { opentokSandbox } from 'opentok-sandbox/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [opentokSandbox()] })
