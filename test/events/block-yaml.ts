import type { Json } from './go-json.ts'

/** Strings that no YAML 1.1 reader takes for anything but this string. */
const plain = /^[A-Za-z/][\w./@+=-]*(?:[: ][\w./@+=,()-]+)*$/
const taken = /^(?:y|n|yes|no|on|off|true|false|null)$/i

function scalar(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return plain.test(value) && !taken.test(value) ? value : JSON.stringify(value)
}

const isEmpty = (value: object) => Object.keys(value).length === 0

function lines(value: Json): string[] {
  if (value === null || typeof value !== 'object' || isEmpty(value)) return [scalar(value)]
  if (Array.isArray(value)) {
    return value.flatMap((item) => lines(item).map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`)))
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = lines(item)
    if (item === null || typeof item !== 'object' || isEmpty(item)) return [`${scalar(key)}: ${inner[0]}`]
    return [`${scalar(key)}:`, ...inner.map((line) => (Array.isArray(item) ? line : `  ${line}`))]
  })
}

/** One YAML document as `oc get -o yaml` writes it: block style, lists no deeper than their key. */
export const ocYaml = (value: Json): string => `${lines(value).join('\n')}\n`
