import { BodyTooLong, readBody } from '@opentok-sandbox/core/read-body'
import { Refusal } from './refusal.ts'

/** The longest form read; those of the SDKs have some 300 bytes. */
const LONGEST_FORM = 64 * 1024

/**
 * Reads a body as a URL-encoded form, whatever it is labelled: an SDK of 2011 labelled it `application-xml`,
 * and old pages sent none at all.
 *
 * @throws {Refusal} 413
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  try {
    return new URLSearchParams(await readBody(request, { limit: LONGEST_FORM }))
  } catch (error) {
    if (!(error instanceof BodyTooLong)) throw error
    throw new Refusal(
      413,
      'Request entity too large',
      `The form of a request has at most ${LONGEST_FORM} bytes`,
    )
  }
}
