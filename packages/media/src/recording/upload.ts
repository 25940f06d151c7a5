import { readFile } from 'node:fs/promises'
import type { StorageTarget } from '@opentok-sandbox/sandbox'

/** The region that is signed for where the address does not name one. */
const REGION = 'us-east-1'

/**
 * Uploads a file to storage that speaks the protocol of S3: AWS itself, MinIO, LocalStack. The bucket is a part of the path
 * where an endpoint is given, as those expect it.
 *
 * @throws {Error} with the reason why it could not
 */
export async function uploadToS3(path: string, key: string, target: StorageTarget): Promise<void> {
  if (target.type !== 's3') throw new Error('The OpenTok Sandbox uploads to S3 only, and not to Azure')
  const { AwsClient } = await import('aws4fetch')
  const { accessKey: accessKeyId, secretKey: secretAccessKey, bucket, endpoint } = target
  const base = endpoint ? `${endpoint.replace(/\/$/, '')}/${bucket}` : `https://${bucket}.s3.amazonaws.com`
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: REGION, retries: 2 })
  const response = await client.fetch(`${base}/${key}`, {
    method: 'PUT',
    body: await readFile(path),
    headers: { 'Content-Type': key.endsWith('.zip') ? 'application/zip' : 'video/mp4' },
  })
  if (!response.ok) throw new Error(`The storage answered ${response.status}`)
}
