/** The default port of a sandbox. */
export const DEFAULT_PORT = 9300
