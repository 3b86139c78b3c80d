import type { LimitName, Limits } from '../limits.ts'

/** Why something is not reported on: what each code means, and what to do about it. */
export const rejectionCatalogue = {
  empty: {
    means: 'The source, or what its lists hold, is empty.',
    remedy: 'Export at least one image, for example with `oc get images -o json`.',
  },
  'unknown-kind': {
    means: 'The `kind` is none that holds images.',
    remedy: 'Export with `oc get images -o json` or `oc get istag -n NAMESPACE -o json`.',
  },
  'image-stream': {
    means: 'An ImageStream names images, but holds none of their metadata.',
    remedy:
      'Export its tags with `oc get istag -n NAMESPACE -o json`, or all images with `oc get images -o json`.',
  },
  'nested-list': {
    means: 'An element of a list is a list itself.',
    remedy: 'Give each list as a document of its own.',
  },
  'api-version': {
    means: 'The `apiVersion` is neither absent nor `v1` nor `image.openshift.io/v1`.',
    remedy: 'Export with `oc get images.v1.image.openshift.io -o json`.',
  },
  'not-an-object': {
    means: 'The document or item is an array or a single value, not an object.',
    remedy: 'Give the objects as `oc -o json` writes them, one after another or as a List.',
  },
  'not-an-image': {
    means: 'The object has no `kind`, and no field that an image has.',
    remedy: 'Export with `oc get images -o json`.',
  },
  'raw-manifest': {
    means: 'The object is a raw manifest, a configuration or the output of another tool, not an API object.',
    remedy: 'Give raw manifests and configurations with `--evidence`, beside an export.',
  },
  'assay-report': {
    means: 'The object is what `assay` itself wrote: a report, or the part of one image.',
    remedy: 'Give the export that it was made of; `assay policy check FILE REPORT` judges reports.',
  },
  'no-images': {
    means: 'An import answer holds no image.',
    remedy: 'See the status message of the import; import again with `oc import-image`.',
  },
  'ambiguous-list': {
    means:
      'What stands around the items has one name twice, or in two spellings: readers disagree on what it says.',
    remedy: 'Export again; nothing that an API server writes has names twice.',
  },
  truncated: {
    means: 'The text ends before the document does.',
    remedy: 'Export again: the file was cut off.',
  },
  malformed: {
    means: 'The text is neither JSON nor YAML, or breaks their rules.',
    remedy: 'Export again, with nothing in the file but what oc writes to standard output.',
  },
  encoding: {
    means: 'The text is not UTF-8.',
    remedy: 'Save it as UTF-8; PowerShell: `oc get images -o json | Out-File -Encoding ascii images.json`.',
  },
  'byte-order-mark': {
    means: 'A document begins with a byte-order mark, which JSON forbids.',
    remedy: 'Save the file as UTF-8 without a byte-order mark.',
  },
  'trailing-data': {
    means: 'Something that begins no document follows a complete one.',
    remedy: 'Remove what follows the last document.',
  },
  compression: {
    means:
      'The compressed data is damaged, cut off, followed by something else, or of a kind that is not read.',
    remedy: 'Export again, plain or compressed with gzip or zstd.',
  },
  'limit-item': {
    means: 'One object is larger than the limit `itemBytes`.',
    remedy: 'Raise it with `--limit itemBytes=VALUE` if the object is genuine.',
  },
  'limit-depth': {
    means: 'Objects and arrays stand inside one another deeper than the limit `depth`.',
    remedy: 'Raise it with `--limit depth=VALUE` if the object is genuine.',
  },
  'limit-ratio': {
    means: 'The data unpacks to more bytes for each compressed one than the limit `compressionRatio`.',
    remedy: 'Raise it with `--limit compressionRatio=VALUE`, or unpack the export first.',
  },
  'limit-export': {
    means: 'The source is larger than the limit `exportBytes` after decompression.',
    remedy: 'Split the export, or raise it with `--limit exportBytes=VALUE`.',
  },
  'limit-imported-images': {
    means: 'An import answer holds more images than the limit `importedImages`.',
    remedy:
      'Raise it with `--limit importedImages=VALUE`, or export what it imported: `oc get images -o json`.',
  },
  'limit-yaml': {
    means: 'A YAML document is larger than the limit `yamlBytes`, or stands for more than that.',
    remedy: 'Export as JSON, or raise it with `--limit yamlBytes=VALUE`.',
  },
} as const satisfies Record<string, { means: string; remedy: string }>

export type RejectionCode = keyof typeof rejectionCatalogue

/** Why a part of a source cannot be used, before it is known which part that is. */
export interface Problem {
  readonly code: RejectionCode
  readonly message: string
}

/** What follows from bytes that no text has, and what to do. */
export const noText = 'so it is neither JSON nor YAML: give what `oc get images -o json` writes'

/** `found`, the limit that it breaks and the option that sets it, as one sentence. */
export const overLimit = (code: RejectionCode, name: LimitName, limits: Limits, found: string): Problem => ({
  code,
  message: `${found}; the limit ${name} is ${limits[name]} (--limit ${name}=VALUE sets it)`,
})
