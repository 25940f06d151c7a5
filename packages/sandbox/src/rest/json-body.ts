import { Refusal } from '../refusal.ts'
import { readText } from './text-body.ts'

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
