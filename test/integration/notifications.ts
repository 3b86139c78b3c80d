import assert from 'node:assert/strict'
import { createHmac, hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { PutBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Rgw } from './rgw.ts'

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

/** AWS Signature Version 4 of a form that is posted to `/` (AWS IAM User Guide, "Create a signed API request"). */
const signed = (rgw: Rgw, body: string): Record<string, string> => {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = rgw.environment
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/us-east-1/sns/aws4_request`
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    host: new URL(rgw.endpoint).host,
    'x-amz-content-sha256': hash('sha256', body),
    'x-amz-date': time,
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const request = ['POST', '/', '', lines.join(''), names, headers['x-amz-content-sha256']].join('\n')
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash('sha256', request)].join('\n'))
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`
  return { ...headers, authorization }
}

/** An SNS topic of RGW's that posts to `url`; gives its ARN. */
const createTopic = async (rgw: Rgw, name: string, url: string): Promise<string> => {
  const body = new URLSearchParams({
    Action: 'CreateTopic',
    Version: '2010-03-31',
    Name: name,
    'Attributes.entry.1.key': 'push-endpoint',
    'Attributes.entry.1.value': url,
  }).toString()
  const answer = await fetch(rgw.endpoint, { method: 'POST', headers: signed(rgw, body), body })
  const said = await answer.text()
  assert.equal(answer.status, 200, said)
  return /<TopicArn>([^<]+)</.exec(said)?.[1] ?? assert.fail(said)
}

/**
 * From now on RGW itself tells `url` of each object that is put into `bucket` or deleted from it, if its key ends in
 * `suffix`. Whoever puts it has the answer when `url` has given its own.
 */
export const notifyOf = async (
  rgw: Rgw,
  client: S3Client,
  bucket: string,
  url: string,
  suffix = '',
): Promise<void> => {
  const TopicArn = await createTopic(rgw, bucket, url)
  const Events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] as const
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: {
        TopicConfigurations: [
          {
            Id: 'exports',
            TopicArn,
            Events: [...Events],
            ...(suffix === ''
              ? {}
              : { Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: suffix }] } } }),
          },
        ],
      },
    }),
  )
}

/** An HTTP endpoint that gives each event that is posted to it to `receive`, and answers when that is done. */
export const eventEndpoint = async (receive: (body: string) => unknown) => {
  const server = createServer((request, response) => {
    const received = text(request).then(receive)
    received.then(
      () => response.end(),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
