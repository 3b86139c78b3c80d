import type { YamlFault } from './yaml-tree.ts'

/** A line on which a JSON object begins, or an array of them. */
const json = /^(?:\{\s*"|\[\s*\{)/m

/** A line that is neither empty nor a comment, a directive or a marker of YAML. */
const words = /^(?!#|%|---)\S/m

/**
 * Says of a document that is no YAML that JSON stands in it behind other text, as a warning that `oc … > FILE 2>&1`
 * puts before an export: what YAML has against it tells nobody so. Null where there is none.
 */
export const textBeforeJson = (document: string): YamlFault | null => {
  const at = document.search(json)
  if (at <= 0 || !words.test(document.slice(0, at))) return null
  const message =
    'other text stands before the JSON that begins here: remove it; where oc wrote it, export with `2>err.txt`, so that its messages stay apart'
  return { code: 'malformed', message, at }
}
