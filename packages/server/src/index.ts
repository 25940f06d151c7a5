// The server

// What its options are made of
export { DEVELOPMENT_PROJECT, type Project, type ProjectsOption } from '@opentok-sandbox/sandbox'
export { DEFAULT_PORT, type SandboxServer, type ServeOptions, serve } from './serve.ts'
