/** Credentials and a region, and nothing else that AWS's tools look at. */
export const bareEnvironment: Readonly<Record<string, string | undefined>> = {
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-central-1',
  AWS_CONFIG_FILE: '/none',
  AWS_SHARED_CREDENTIALS_FILE: '/none',
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_S3: undefined,
}

/** What the environment makes of the object `a/b` in the bucket `exports`. */
export const hosts: Readonly<Record<string, readonly [Record<string, string>, url: string]>> = {
  'AWS, by name': [{}, 'https://exports.s3.eu-central-1.amazonaws.com/a/b'],
  'AWS in another region': [{ AWS_REGION: 'us-west-2' }, 'https://exports.s3.us-west-2.amazonaws.com/a/b'],
  'an S3 endpoint, by path': [
    { AWS_ENDPOINT_URL_S3: 'https://rgw.example:8443' },
    'https://rgw.example:8443/exports/a/b',
  ],
  'an endpoint of all services, by path': [
    { AWS_ENDPOINT_URL: 'http://localhost:7480' },
    'http://localhost:7480/exports/a/b',
  ],
  'the S3 endpoint before the other': [
    { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_S3: 'http://localhost:2' },
    'http://localhost:2/exports/a/b',
  ],
  'an endpoint with a path': [
    { AWS_ENDPOINT_URL_S3: 'http://localhost:1/s3' },
    'http://localhost:1/s3/exports/a/b',
  ],
}
