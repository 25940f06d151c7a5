import { startFfmpeg } from './start-ffmpeg.ts'

/**
 * Runs ffmpeg to its end.
 *
 * @param limit how long it may take, in milliseconds
 * @throws {Error} with its last words
 */
export async function runFfmpeg(
  options: readonly string[],
  { cwd, limit }: { cwd: string; limit: number },
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const problem = await new Promise<string | undefined>((resolve) => {
    const child = startFfmpeg(options, { cwd, stdio: ['ignore', 'ignore', 'pipe'], onEnd: resolve })
    timer = setTimeout(() => child.kill('SIGKILL'), limit)
  })
  clearTimeout(timer)
  if (problem !== undefined) throw new Error(problem)
}
