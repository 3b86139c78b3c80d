import packageFile from '../../package.json' with { type: 'json' }
import type { Analyzer } from './schema.ts'

/** What every report says it was made by. */
export const analyzer: Analyzer = { name: 'image-assay', version: packageFile.version }
