import { readFileSync } from 'node:fs'
import { lean } from './lean.ts'

const nameAndVersion = (path: string): string => {
  const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return JSON.stringify({ name, version })
}

/** Of a `package.json`, its own too, code says the name and the version. */
export const leanPackage = lean('package.json', [[/\/package\.json$/, nameAndVersion]])
