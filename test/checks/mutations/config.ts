import { configText, digestOf } from '../document.ts'
import { add, drop, editText, set, swap, swapIn } from '../edit.ts'
import type { Mutation } from '../mutation.ts'

const bytes = '/dockerImageConfig'
const verified = { of: 'embedded', verdict: 'verified' } as const
const at = (check: string) => `${check} error $/dockerImageConfig`
const layers = 'config-layers warning $/dockerImageConfig'
const platform = 'config-platform warning $/dockerImageMetadata/Architecture'
const config = configText(3)

/** The image's true config is like this: its digest holds. */
const written = (name: string, change: (text: string) => string, ...findings: string[]): Mutation => ({
  ...verified,
  name,
  parts: { config: change(config) },
  findings,
})

export const configMutations: readonly Mutation[] = [
  {
    ...verified,
    name: 'another environment of the same length',
    image: [swapIn(bytes, 'PATH=/usr/bin', 'PATH=/tmp/bin')],
    findings: [at('config-digest')],
  },
  {
    ...verified,
    name: 'a final newline',
    image: [editText(bytes, (text) => `${text}\n`)],
    findings: [at('config-digest'), at('config-size')],
  },
  {
    ...verified,
    name: 'another architecture in bytes that are not the config: they say nothing about the image',
    image: [swapIn(bytes, 'amd64', 'arm64')],
    findings: [at('config-digest')],
  },
  {
    ...verified,
    name: 'another number of layers in bytes that are not the config',
    image: [set(bytes, configText(2))],
    findings: [at('config-digest'), at('config-size')],
  },
  {
    of: 'blanked',
    verdict: 'verified',
    name: 'the config of another image beside a blanked manifest',
    image: [set(bytes, config.replace('usr', 'tmp'))],
    findings: [at('config-digest')],
  },
  {
    ...verified,
    name: 'a manifest that says another length',
    parts: { configSize: Buffer.byteLength(config) + 1 },
    findings: [at('config-size')],
  },
  {
    ...verified,
    of: 'blanked',
    name: 'a manifest that says another length, the config in evidence',
    parts: { configSize: Buffer.byteLength(config) + 1 },
    evidence: [config],
    findings: [at('config-size')],
  },
  {
    ...verified,
    of: 'blanked',
    name: 'a manifest and its config in evidence, of another length than it says',
    parts: { configSize: 5 },
    image: [drop('/dockerImageMetadata/Size')],
    evidence: (document) => [document.manifest, config],
    findings: [at('config-size')],
  },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'the config that the ID names, nothing proven: it contradicts nothing',
    image: [set(bytes, config), drop('/dockerImageMetadata/Size')],
    findings: ['manifest-unverifiable warning $/dockerImageManifest'],
  },
  {
    of: 'blanked',
    verdict: 'unverifiable',
    name: 'a config of another length than an unproven Size leaves for it: only the Size can be wrong',
    image: [set(bytes, config), add('/dockerImageMetadata/Size', 1)],
    findings: ['manifest-unverifiable warning $/dockerImageManifest'],
  },
  written('text that is no JSON', () => 'sh: not found', at('config-malformed')),
  written('a list', () => '[]', at('config-malformed')),
  written('an empty text in quotes', () => '""', at('config-malformed')),
  written('an architecture that is a number', swap('"amd64"', '64'), at('config-malformed')),
  written(
    'diff_ids that are no list',
    swap('"diff_ids":[', '"diff_ids":{},"unused":['),
    at('config-malformed'),
  ),
  written('data behind the config', (text) => `${text}{}`, at('config-malformed')),
  written('a byte-order mark', (text) => `\ufeff${text}`, at('config-malformed')),
  written('half of a surrogate pair', swap('/usr/bin', '\\ud800'), at('config-malformed')),
  written('rootfs twice', swap('"rootfs"', '"rootfs":{},"rootfs"'), at('item-duplicate-key')),
  written('Rootfs beside rootfs', swap('"rootfs"', '"Rootfs":{},"rootfs"'), at('item-duplicate-key')),
  written(
    'a label twice, once escaped',
    swap('"Env"', '"Labels":{"a":"1","\\u0061":"2"},"Env"'),
    at('item-duplicate-key'),
  ),
  written('labels that differ in case', swap('"Env"', '"Labels":{"a":"1","A":"2"},"Env"')),
  written('one diff_id too few', swap(`"${digestOf('diff 0')}",`, ''), layers),
  written(
    'one step of history too many',
    swap('{"created_by":"step 0"}', '{"created_by":"step 0"},{}'),
    layers,
  ),
  written('an empty step that is not marked', swap(',"empty_layer":true', ''), layers),
  written('diff_ids and history of two layers', () => configText(2), layers, layers),
  written('no history', (text) => JSON.stringify({ ...JSON.parse(text), history: [] })),
  {
    ...verified,
    name: 'another architecture in the metadata',
    image: [set('/dockerImageMetadata/Architecture', 's390x')],
    findings: [platform],
  },
  {
    of: 'blanked',
    verdict: 'verified',
    name: 'another architecture in the metadata, the config in evidence',
    image: [set('/dockerImageMetadata/Architecture', 's390x')],
    evidence: [config],
    findings: [platform],
  },
  {
    of: 'blanked',
    verdict: 'verified',
    name: 'a config of two layers in evidence',
    parts: { config: configText(2) },
    evidence: [configText(2)],
    findings: [layers, layers],
  },
  {
    of: 'blanked',
    verdict: 'verified',
    name: 'another architecture in the metadata, no config to compare it with',
    image: [set('/dockerImageMetadata/Architecture', 's390x')],
    findings: [],
  },
]
