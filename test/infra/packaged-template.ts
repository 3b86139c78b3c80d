import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { functionBundles } from '../../infra/bundle.ts'
import type { Template } from './template.ts'

const root = join(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/image-assay')
const osls = join(root, 'node_modules/osls/bin/serverless.js')

/** Without what this machine knows of any account: packaging must need none of it. */
const environment = (home: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  // The compiled configuration schema: 2 seconds to make.
  SLS_SCHEMA_CACHE_BASE_DIR: cache,
})

/** Runs `osls package` in `folder`, which holds serverless.yml, infra/ and the bundles; throws with what it printed. */
export const oslsPackage = async (folder: string, params: Readonly<Record<string, string>> = {}) => {
  const args = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`])
  const child = spawn(process.execPath, [osls, 'package', ...args], { cwd: folder, env: environment(folder) })
  const [printed, complained, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (status !== 0) throw new Error(`osls package: status ${status}\n${printed}${complained}`)
}

export const readTemplate = async (folder: string): Promise<Template> => {
  const path = join(folder, '.serverless/cloudformation-template-update-stack.json')
  const template: Template = JSON.parse(await readFile(path, 'utf8'))
  return template
}

/** A copy of what `osls package` reads, to be removed by the caller; `bundles` fills its `dist` folder. */
export const deploymentFolder = async (bundles: (dist: string) => Promise<unknown>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-infra-'))
  for (const part of ['serverless.yml', 'infra', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true })
  await mkdir(join(folder, 'dist'))
  await bundles(join(folder, 'dist'))
  return folder
}

/** No bundle is part of the template, so empty ones will do for it. */
export const emptyBundles = (dist: string) =>
  Promise.all(functionBundles.map(({ name }) => writeFile(join(dist, `${name}.mjs`), '')))

const folderPackaged = async (params: Readonly<Record<string, string>>): Promise<Template> => {
  const folder = await deploymentFolder(emptyBundles)
  try {
    await oslsPackage(folder, params)
    return await readTemplate(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const packagedParts = [
  'serverless.yml',
  'node_modules/osls/package.json',
  ...globSync('infra/*.yml', { cwd: root }).toSorted(),
]

/**
 * What osls makes of serverless.yml. Kept for the other tests, until something that goes into it changes: each
 * packaging takes seconds.
 */
export const packagedTemplate = async (params: Readonly<Record<string, string>> = {}): Promise<Template> => {
  const parts = packagedParts.map((part) => readFileSync(join(root, part), 'utf8'))
  const kept = join(cache, `template-${hash('sha256', JSON.stringify([params, parts]), 'hex')}.json`)
  if (!existsSync(kept)) {
    const template = await folderPackaged(params)
    await mkdir(cache, { recursive: true })
    await writeFile(`${kept}.${process.pid}`, JSON.stringify(template))
    await rename(`${kept}.${process.pid}`, kept)
  }
  const template: Template = JSON.parse(await readFile(kept, 'utf8'))
  return template
}
