/** Nothing of a body is kept that is larger than `limit` bytes: null then, as soon as that is known. */
export const readBody = async (request: Request, limit: number): Promise<Buffer | null> => {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > limit) return null
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body === null) return Buffer.alloc(0)
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
