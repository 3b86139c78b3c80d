const begin = '-----BEGIN PGP PUBLIC KEY BLOCK-----'
const end = '-----END PGP PUBLIC KEY BLOCK-----'
const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What stands between the marks of each block. One that never ends ends the search: each further one would go to the end too. */
function* blocksIn(text: string): Generator<string> {
  for (let from = text.indexOf(begin); from >= 0; ) {
    const to = text.indexOf(end, from)
    if (to < 0) return
    yield text.slice(from + begin.length, to)
    from = text.indexOf(begin, to + end.length)
  }
}

/**
 * The bytes of every armored block of public keys in a text (RFC 9580, section 6.2). Its checksum protects against
 * faults of transport only, and newer tools leave it out: it is not looked at.
 */
export const dearmor = (text: string): Buffer[] =>
  [...blocksIn(text)].flatMap((inner) => {
    const lines = inner.split(/\r?\n/).map((line) => line.trim())
    // Headers end at the first empty line.
    const start = lines.findIndex((line, at) => at > 0 && line === '') + 1
    const body = lines.slice(start).filter((line) => line !== '' && !/^=[A-Za-z0-9+/]{4}$/.test(line))
    const joined = body.join('')
    return base64.test(joined) ? [Buffer.from(joined, 'base64')] : []
  })
