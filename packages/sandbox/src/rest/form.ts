import { readText } from './text-body.ts'

/**
 * Reads a body as a URL-encoded form, whatever it is labelled: an SDK of 2011 labelled it `application-xml`,
 * and old pages sent none at all.
 *
 * @throws {Refusal} 413
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(request))
}
