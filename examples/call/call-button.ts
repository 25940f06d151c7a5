import type { OTError, Publisher, Session } from '@opentok/client'

/** A button that shows one's camera to a session, and takes it away again. */
export function createCallButton(session: Session, newPublisher: (element: HTMLElement) => Publisher) {
  const button = document.createElement('button')
  const picture = document.createElement('div')
  let publisher: Publisher | undefined
  const show = (text: string) => {
    button.textContent = text
  }
  show('Show me')
  button.addEventListener('click', () => {
    if (publisher) {
      session.unpublish(publisher)
      publisher = undefined
      show('Show me')
      return
    }
    show('…')
    publisher = newPublisher(picture)
    session.publish(publisher, (error?: OTError) => show(error ? `Sorry: ${error.message}` : 'Hide me'))
  })
  return { button, picture }
}
