import { requireSpeaker, speak as speakNow } from './captions.ts'
import { defineCommand } from './command.ts'
import { CommandError } from './command-error.ts'
import { readOne, requireParticipant } from './one-participant.ts'

/** How long one word of a script takes, and the pause between two lines, in milliseconds. */
const WORD = 300
const PAUSE = 700

const MOST_LINES = 1000

/**
 * It speaks, line by line, on the sandbox's clock: its captions grow word by word, and each line ends as final. It has to
 * publish captions, and those of the session have to be on.
 */
export const speak = defineCommand({
  http: { method: 'POST', paths: ['/participants/:connectionId/speak'], status: 200 },
  pack: (connectionId: string, script: string | readonly string[]) => ({ connectionId, script }),
  read(input) {
    const script = [input.script].flat()
    const isScript = script.every((line) => typeof line === 'string' && line.trim() !== '')
    if (!isScript || script.length > MOST_LINES)
      throw new TypeError(`script: must be text, or a list of at most ${MOST_LINES} texts`)
    return { connectionId: readOne(input), script: script as string[] }
  },
  run(context, { connectionId, script }): { duration: number } {
    const { streamId } = requireParticipant(context, connectionId).describe()
    if (streamId === undefined) throw new CommandError(409, 'The participant does not publish')
    requireSpeaker(context, streamId)
    let at = 0
    const say = (text: string, isFinal: boolean) => {
      context.clock.setTimeout(() => {
        try {
          speakNow(context, requireSpeaker(context, streamId), text, isFinal)
        } catch {
          // It was interrupted: the stream or the captions have ended.
        }
      }, at)
    }
    for (const line of script) {
      const words = line.trim().split(/\s+/)
      for (let count = 1; count <= words.length; count++) {
        at += WORD
        say(words.slice(0, count).join(' '), count === words.length)
      }
      at += PAUSE
    }
    return { duration: at - PAUSE }
  },
})
