const block = /-----BEGIN PGP PUBLIC KEY BLOCK-----([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/g
const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The bytes of every armored block of public keys in a text (RFC 9580, section 6.2). Its checksum protects against
 * faults of transport only, and newer tools leave it out: it is not looked at.
 */
export const dearmor = (text: string): Buffer[] =>
  [...text.matchAll(block)].flatMap(([, inner = '']) => {
    const lines = inner.split(/\r?\n/).map((line) => line.trim())
    // Headers end at the first empty line.
    const start = lines.findIndex((line, at) => at > 0 && line === '') + 1
    const body = lines.slice(start).filter((line) => line !== '' && !/^=[A-Za-z0-9+/]{4}$/.test(line))
    const joined = body.join('')
    return base64.test(joined) ? [Buffer.from(joined, 'base64')] : []
  })
