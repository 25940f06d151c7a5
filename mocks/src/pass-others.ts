/**
 * Lets requests that are not for OpenTok go their way without a word, as an option for `listen()` and `start()`: MSW 2 and MSW 3
 * have different names for it.
 */
export const PASS_OTHERS = { onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' } as const
