import { type BodyKeeper, readText } from './text-body.ts'

/**
 * Reads a body as a URL-encoded form, whatever its Content-Type is: an SDK of 2011 sent `application-xml`, and old pages
 * sent none.
 *
 * @throws {Refusal} 413
 */
export async function readForm(request: Request, keeper: BodyKeeper): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(request, keeper))
}
