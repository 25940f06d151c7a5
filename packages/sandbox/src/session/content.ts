/** The content of a client's message, as it came. */
export type Content = Readonly<Record<string, unknown>>
