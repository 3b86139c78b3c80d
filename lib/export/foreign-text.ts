import { printable } from '../json/printable.ts'
import { tellingBytes } from './format.ts'
import type { Problem } from './rejection.ts'

/** Texts that are taken for exports by mistake, by how they begin; what is captured of them is quoted. */
const foreign: readonly (readonly [begins: RegExp, name: string])[] = [
  [/^<(?:!doctype html|html)\b/i, 'an HTML page'],
  [/^<\?xml\b/, 'XML'],
  [/^-----BEGIN PGP /, 'OpenPGP keys or signatures'],
  [/^NAME {2,}/, 'a table of oc, which is written without `-o json`'],
  [/^((?:Error from server|No resources found|Unable to connect to the server)\b.*)/, 'a message of oc'],
]

/** Why text that begins with `head` is no export but something else; null where nothing says so. */
export const foreignProblem = (head: Buffer): Problem | null => {
  const text = tellingBytes(head).toString()
  for (const [begins, name] of foreign) {
    const [found, quoted] = begins.exec(text) ?? []
    if (found === undefined) continue
    const quote = quoted === undefined ? '' : ` ("${printable(quoted, 200)}")`
    const message = `found ${name}${quote}; expected JSON or YAML, as \`oc get images -o json\` writes it`
    return { code: 'not-an-object', message }
  }
  return null
}
