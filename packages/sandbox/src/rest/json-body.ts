import { Refusal } from '../refusal.ts'
import { type BodyKeeper, readText } from './text-body.ts'

/**
 * Reads a body as a JSON object, whatever its Content-Type is. An empty body is an empty object, since SDKs send it as one.
 *
 * @throws {Refusal} 400 | 413
 */
export async function readJsonObject(request: Request, keeper: BodyKeeper): Promise<Record<string, unknown>> {
  const text = await readText(request, keeper)
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // The refusal below is enough.
  }
  throw new Refusal(400, 'Invalid request body', 'The body must be a JSON object')
}
