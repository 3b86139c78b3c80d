import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { httpApp } from '../../../functions/http/app.ts'
import type { HttpDeps } from '../../../functions/http/deps.ts'
import { fileStore } from '../../../lib/store/file.ts'
import { samples } from '../run-cli.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-http-'))
after(() => rmSync(work, { recursive: true, force: true }))

export const newFolder = (): string => mkdtempSync(join(work, 'store-'))

export const sample = (name: string): Buffer => readFileSync(join(samples, name))

/** The app over an empty folder, as `assay serve` has it but for `changes`; failures are kept in `faults`. */
export const testApp = (changes: Partial<HttpDeps> = {}) => {
  const faults: unknown[] = []
  const folder = newFolder()
  const store = changes.store ?? fileStore(folder)
  const app = httpApp({
    store,
    bodyBytes: 4_500_000,
    uploadWay: 'Put it into the bucket.',
    simultaneous: 4,
    onFault: (error) => faults.push(error),
    ...changes,
  })
  return { app, store, folder, faults }
}

export type App = ReturnType<typeof testApp>['app']

/** Sends an export. */
export const post = (
  app: App,
  body: Buffer | string,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> => Promise.resolve(app.request(`/v1/reports${query}`, { method: 'POST', body, headers }))

/** A list of so many Image objects, each of which can be told from the others and none of which is verified. */
export const manyImages = (count: number): string => {
  const item = (index: number) => {
    const digest = `sha256:${index.toString(16).padStart(64, '0')}`
    return {
      kind: 'Image',
      metadata: { name: digest },
      dockerImageReference: `registry.example/a/b@${digest}`,
    }
  }
  return JSON.stringify({ kind: 'List', items: Array.from({ length: count }, (_, index) => item(index)) })
}
