import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { lean } from './lean.ts'

/** What `lib/store` uses of the S3 client; a name that is missing here fails the build. */
const names = [
  'S3Client',
  'commands/AbortMultipartUploadCommand',
  'commands/CompleteMultipartUploadCommand',
  'commands/CreateMultipartUploadCommand',
  'commands/DeleteObjectCommand',
  'commands/GetObjectCommand',
  'commands/HeadObjectCommand',
  'commands/ListObjectsV2Command',
  'commands/PutObjectCommand',
  'commands/UploadPartCommand',
]

/**
 * The schemas of all the operations, their members' names written out. As the client has them, `{ [_h]: … }`, no bundler
 * can tell that an operation which nobody uses has no effect, and keeps it: three quarters of the file.
 */
const writtenOut = (path: string): string => {
  const text = readFileSync(path, 'utf8')
  const values = new Map(
    [...text.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, value]) => [name, value]),
  )
  return text.replace(/\[(_\w+)\]: /g, (computed, name) =>
    values.has(name) ? `[${values.get(name)}]: ` : computed,
  )
}

/** The S3 client with what `lib/store` uses of it, for a function on Lambda. */
export const leanS3 = lean('the S3 client', [
  // Without the other hundred commands.
  [/client-s3\/dist-es\/index\.js$/, () => names.map((name) => `export * from './${name}'\n`).join('')],
  [/client-s3\/dist-es\/schemas\/schemas_0\.js$/, writtenOut],
  // Hashes in JavaScript are for a Node without OpenSSL; Lambda's has it.
  [/\/(?:Sha256|Sha1|Md5)Js\.js$/, (path) => `export const ${basename(path, '.js')} = undefined`],
  // Events are what SelectObjectContent answers with, and nothing else does.
  [
    /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    () => `export const resolveEventStreamSerdeConfig = (config) => config
      export const eventStreamSerdeProvider = () => ({})
      export class EventStreamSerde {}`,
  ],
  // Lambda gives every setting in the environment; there is no ~/.aws to look into, and what is not set has its default.
  [
    /node-config-provider\/fromSharedConfigFiles\.js$/,
    () => `import { CredentialsProviderError } from '../property-provider/CredentialsProviderError'
      export const fromSharedConfigFiles = () => () => Promise.reject(new CredentialsProviderError('no such file'))`,
  ],
])
