/** What a signature's protected header says of the bytes that it covers (libtrust, `JSONSignature.PrettySignature`). */
export interface Format {
  /** Bytes of the text from its beginning on. */
  readonly formatLength: unknown
  /** base64url of what follows them. */
  readonly formatTail: unknown
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

const tail = '\n}'

/** The format of a signature that covers what stands around it, as Docker made them: all but the last line. */
export const honest = (payload: string): Format => ({
  formatLength: Buffer.byteLength(payload) - tail.length,
  formatTail: base64url(tail),
})

/** A format that covers nothing of the text: the whole payload stands in the header. */
export const elsewhere = (payload: string): Format => ({ formatLength: 0, formatTail: base64url(payload) })

/** `payload`, indented by three spaces, with a signature inside that says `format`. Nothing is signed: only the digest counts. */
export const signed = (payload: string, format: Format): string => {
  const protectedHeader = base64url(JSON.stringify({ ...format, time: '2016-05-12T08:33:02Z' }))
  const signature = {
    header: { jwk: { kty: 'EC' }, alg: 'ES256' },
    signature: 'c2ln',
    protected: protectedHeader,
  }
  const text = JSON.stringify([signature], null, '   ').replaceAll('\n', '\n   ')
  return `${payload.slice(0, -tail.length)},\n   "signatures": ${text}${tail}`
}

/** A schema 1 manifest as Docker's registry formatted it; `blobs` base first. */
export const schema1Payload = (blobs: readonly string[], name = 'team/ruby'): string =>
  JSON.stringify(
    {
      schemaVersion: 1,
      name,
      tag: 'latest',
      architecture: 'amd64',
      fsLayers: blobs.toReversed().map((blobSum) => ({ blobSum })),
      history: blobs
        .toReversed()
        .map((_, i) => ({ v1Compatibility: JSON.stringify({ id: String(i).repeat(64) }) })),
    },
    null,
    '   ',
  )
