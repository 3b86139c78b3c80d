import { AssayError } from '../../lib/error.ts'

/**
 * A request's body. Nothing of it is kept that is larger than `limit` bytes: null then, as soon as that is known.
 * @throws AssayError `source-unreadable` when the caller goes away before its end
 */
export const readBody = async (request: Request, limit: number): Promise<Buffer | null> => {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > limit) return null
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body === null) return Buffer.alloc(0)
  try {
    for await (const chunk of request.body) {
      size += chunk.length
      if (size > limit) return null
      chunks.push(chunk)
    }
  } catch (error) {
    throw new AssayError('source-unreadable', `a caller went away after ${size} bytes`, { cause: error })
  }
  return Buffer.concat(chunks)
}
