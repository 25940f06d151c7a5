import { isRole, type Role } from '@opentok-sandbox/core/token'

/** As whom this tab is in a session. */
export interface Stay {
  sessionId: string
  name: string
  role: Role
  /** The token that it was given, where the page did not make one. */
  token?: string | undefined
}

const KEY = 'opentok-sandbox stay'

/** Remembers over a reload as whom this tab was in a session; another tab does not know. */
export function rememberStay(stay: Stay | undefined): void {
  if (stay) sessionStorage.setItem(KEY, JSON.stringify(stay))
  else sessionStorage.removeItem(KEY)
}

/** As whom this tab was in a session before it was reloaded. */
export function recallStay(): Stay | undefined {
  try {
    const stay = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Stay | null
    const isText = (value: unknown) => typeof value === 'string'
    const hasToken = stay?.token === undefined || isText(stay.token)
    return stay && isText(stay.sessionId) && isText(stay.name) && isRole(stay.role) && hasToken
      ? stay
      : undefined
  } catch {
    return undefined
  }
}

/** Does the tab unload? OpenTok's client then leaves its session, which is no reason to forget the stay. */
export function watchUnload(): () => boolean {
  let isUnloading = false
  addEventListener('beforeunload', () => {
    isUnloading = true
    // The reader may stay after all.
    setTimeout(() => {
      isUnloading = false
    })
  })
  addEventListener('pagehide', () => {
    isUnloading = true
  })
  return () => isUnloading
}
