/** From which level on sound counts as speech, from 0 to 1. */
const LOUD = 0.03

/** How long a person counts as speaking after the last loud moment, in milliseconds. */
const HANGOVER = 700

/**
 * Tells from the levels of a sound whether a person speaks.
 *
 * @example
 * const hear = createSpeechMeter((isSpeaking) => console.log(isSpeaking))
 * subscriber.on('audioLevelUpdated', ({ audioLevel }) => hear(audioLevel, performance.now()))
 */
export function createSpeechMeter(
  onChange: (isSpeaking: boolean) => void,
): (level: number, now: number) => void {
  let loudAt = Number.NEGATIVE_INFINITY
  let isSpeaking = false
  return (level, now) => {
    if (level >= LOUD) loudAt = now
    const speaks = now - loudAt < HANGOVER
    if (speaks === isSpeaking) return
    isSpeaking = speaks
    onChange(speaks)
  }
}
