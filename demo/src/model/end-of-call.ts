/** How a call ended, for the reader; empty if the reader ended it. The reasons are the client's. */
export function describeEnd(reason: string): string {
  switch (reason) {
    case 'clientDisconnected':
      return ''
    case 'forceDisconnected':
      return 'You were disconnected: a moderator removed you from the session.'
    case 'networkDisconnected':
      return 'You were disconnected: the network was lost for too long.'
    default:
      return `You were disconnected (${reason}).`
  }
}
