import * as v from 'valibot'
import { objectField } from '../image/schema.ts'
import { isObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import type { Flaw } from '../json/scan.ts'
import type { Limits } from '../limits.ts'
import { configShape } from './shape.ts'

const text = v.nullish(v.string())
const texts = v.nullish(v.array(v.string()))
const isSet = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((member) => member === null || isObject(member))
const set = v.nullish(v.pipe(v.unknown(), v.check(isSet, 'an object of objects')))
const flag = v.nullish(v.boolean())
const object = <T extends v.ObjectEntries>(entries: T) =>
  v.nullish(v.pipe(objectField, v.looseObject(entries)))

/** An image configuration, as far as its types go (OCI image-spec config.md; Go writes `null` for what is empty). */
const configSchema = v.looseObject({
  created: text,
  author: text,
  architecture: text,
  os: text,
  'os.version': text,
  'os.features': texts,
  variant: text,
  config: object({
    User: text,
    WorkingDir: text,
    Env: texts,
    Entrypoint: texts,
    Cmd: texts,
    ExposedPorts: set,
    Volumes: set,
    Labels: v.nullish(v.pipe(objectField, v.record(v.string(), text))),
    StopSignal: text,
    ArgsEscaped: flag,
  }),
  // `layers+base`: Docker's first Windows images.
  rootfs: object({ type: v.nullish(v.picklist(['layers', 'layers+base'])), diff_ids: texts }),
  history: v.nullish(
    v.array(
      v.looseObject({ created: text, author: text, created_by: text, comment: text, empty_layer: flag }),
    ),
  ),
})

export interface ImageConfig {
  /** As the config says it. */
  readonly created: string | null
  readonly architecture: string | null
  readonly os: string | null
  /** Of Windows: the build that the image's base is of. */
  readonly osVersion: string | null
  readonly variant: string | null
  /** `rootfs.diff_ids`; null where there are none. */
  readonly diffIds: readonly string[] | null
  /** Entries of `history` that made a layer; null where there is no history. */
  readonly historyLayers: number | null
}

export interface ParsedConfig {
  /** Null where the bytes are no configuration, or mean more than one thing. */
  readonly config: ImageConfig | null
  /** Names given twice and the like, found in the bytes. */
  readonly flaws: readonly Flaw[]
  /** Why the bytes are no configuration, or null. */
  readonly malformed: string | null
}

/** Reads an image configuration strictly. Never throws. */
export const parseConfig = (bytes: Buffer, limits: Limits): ParsedConfig => {
  if (bytes.length > limits.manifestBytes) {
    const malformed = `it is ${bytes.length} bytes long, more than the limit manifestBytes of ${limits.manifestBytes} (--limit manifestBytes=N)`
    return { config: null, flaws: [], malformed }
  }
  const { value, flaws } = parseJson(bytes, configShape, limits)
  if (!isObject(value)) return { config: null, flaws, malformed: 'it is no JSON object' }
  // The first issue is enough: a hostile list has millions of them.
  const result = v.safeParse(configSchema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    // What stands there instead may be a secret.
    const malformed = `${v.getDotPath(issue) ?? 'it'}: expected ${issue.expected ?? issue.message}`
    return { config: null, flaws, malformed }
  }
  const { created, architecture, os, variant, rootfs, history } = result.output
  const config: ImageConfig = {
    created: created || null,
    architecture: architecture || null,
    os: os || null,
    osVersion: result.output['os.version'] || null,
    variant: variant || null,
    diffIds: rootfs?.diff_ids ?? null,
    historyLayers: history?.length ? history.filter((entry) => entry.empty_layer !== true).length : null,
  }
  return { config: flaws.length === 0 ? config : null, flaws, malformed: null }
}
