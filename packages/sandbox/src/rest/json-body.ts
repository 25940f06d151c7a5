import { BodyTooLong, readBody } from '@opentok-sandbox/core/read-body'
import { Refusal } from './refusal.ts'

/** The longest JSON read; a signal has 8 kB. */
const LONGEST_JSON = 64 * 1024

/**
 * Reads a body as a JSON object, whatever it is labelled; an empty one is an empty object, as SDKs mean it.
 *
 * @throws {Refusal} 400 | 413
 */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request)
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // The one refusal below serves.
  }
  throw new Refusal(400, 'Invalid request body', 'The body must be a JSON object')
}

async function readText(request: Request): Promise<string> {
  try {
    return await readBody(request, { limit: LONGEST_JSON })
  } catch (error) {
    if (!(error instanceof BodyTooLong)) throw error
    throw new Refusal(413, 'Request entity too large', `A body of JSON has at most ${LONGEST_JSON} bytes`)
  }
}
