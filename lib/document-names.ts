/** The documents whose JSON Schema can be asked for (`json-schema.ts`). */
export const documentNames = ['ExportReport', 'ImageReport', 'AuditReport', 'policy'] as const

export type DocumentName = (typeof documentNames)[number]
