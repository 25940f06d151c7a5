import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { Project, VonageApplication } from '@opentok-sandbox/sandbox'

/** A Vonage application with its private key. */
export interface OwnedApplication extends VonageApplication {
  privateKey: string
}

/** Makes an application for one run: its key is known to nobody else. */
export function createApplication(): OwnedApplication {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { applicationId: randomUUID(), publicKey, privateKey }
}

/**
 * What a command finds in its environment: where the sandbox is, and credentials under the names that OpenTok's and Vonage's
 * samples read. Programs for Node are also told to load register.ts, so that they reach the sandbox wherever
 * they believe to go.
 *
 * @param url the address of the sandbox
 * @param nodeOptions what NODE_OPTIONS is already
 */
export function writeExecEnvironment(
  url: string,
  { apiKey, apiSecret }: Project,
  application: OwnedApplication | undefined,
  nodeOptions = '',
): Record<string, string> {
  const register = new URL('./register.js', import.meta.url).href
  return {
    OPENTOK_SANDBOX_URL: url,
    OPENTOK_API_URL: url,
    OPENTOK_API_KEY: apiKey,
    OPENTOK_API_SECRET: apiSecret,
    OT_API_KEY: apiKey,
    OT_API_SECRET: apiSecret,
    TOKBOX_API_KEY: apiKey,
    TOKBOX_SECRET: apiSecret,
    ...(application && {
      VONAGE_APPLICATION_ID: application.applicationId,
      VONAGE_APP_ID: application.applicationId,
      VONAGE_PRIVATE_KEY: application.privateKey,
    }),
    NODE_OPTIONS: `${nodeOptions} --import ${register}`.trim(),
  }
}
