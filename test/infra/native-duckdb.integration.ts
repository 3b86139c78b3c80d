import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { functionArchitecture, nativeFiles, placeNativeDuckdb } from '../../infra/native-duckdb.ts'
import { at, defaultStack } from './stacks.ts'

/** What a machine's code is marked with (ELF, `e_machine`), by the name that Lambda has for it. */
const machines: Readonly<Record<string, number>> = { arm64: 0xb7, x86_64: 0x3e }

const machineOf = (path: string): number => {
  const bytes = readFileSync(path)
  assert.equal(bytes.toString('latin1', 0, 4), '\x7fELF')
  return bytes.readUInt16LE(18)
}

const folder = mkdtempSync(join(tmpdir(), 'assay-native-'))
after(() => rmSync(folder, { recursive: true, force: true }))

suite('DuckDB as it is packaged', () => {
  const architecture = at(defaultStack.AuditLambdaFunction, 'Architectures/0')
  test('is for the architecture that the function has', () => {
    assert.equal(architecture, functionArchitecture)
    placeNativeDuckdb(folder, functionArchitecture)
    for (const file of nativeFiles)
      assert.equal(
        machineOf(join(folder, `duckdb-${functionArchitecture}`, file)),
        machines[architecture],
        file,
      )
  })
  test('stands where the package of the function takes it from', () => {
    const serverless = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')
    assert.ok(serverless.includes(`dist/duckdb-${functionArchitecture}/**`))
  })
})
