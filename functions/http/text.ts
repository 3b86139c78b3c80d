/** An answer of JSON that is at hand. */
export const jsonAnswer = (
  text: string,
  headers: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store' },
): Response =>
  new Response(text, {
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(text)),
    },
  })
