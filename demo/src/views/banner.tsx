import { useStudio } from '../model/studio.ts'

/** What stands in the way of all the rest. */
export function Banner() {
  const { startupError, session, live, sandbox } = useStudio()
  const isGone = live.isReachable.value === false
  const problems = [
    startupError.value,
    session.error.value,
    isGone ? 'The sandbox does not answer. The page asks again every second.' : '',
    sandbox.value?.shared === false
      ? 'This browser cannot share a sandbox between tabs: a second tab is alone in its session.'
      : '',
  ].filter((text) => text !== '')
  return problems.map((text) => (
    <p class="banner" role="alert" key={text}>
      {text}
    </p>
  ))
}
