import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { runCli } from '../functions/run-cli.ts'
import { blankedImage } from '../verify/blank.ts'
import { type Registry, registrySkip, startRegistry, versions } from './registry.ts'

// A skipped suite counts no test, and a run without the tools shall not look like one that passed.
if (registrySkip !== false) test('needs image tools', { skip: registrySkip }, () => {})

const registry = registrySkip === false ? await startRegistry() : null
after(() => registry?.stop())

/** Makes images and pushes them under `name`. */
type Make = (tools: Registry, name: string) => void

const containerfile = ({ folder }: Registry, name: string, text: string): string => {
  const context = join(folder, `context-${name}`)
  mkdirSync(context, { recursive: true })
  writeFileSync(join(context, 'hello'), `hello from ${name}\n`)
  writeFileSync(join(context, 'Dockerfile'), text)
  return context
}

const build =
  (
    tool: 'buildah' | 'podman',
    format: 'oci' | 'docker',
    from: (host: string) => string,
    ...options: string[]
  ): Make =>
  (tools, name) => {
    const tag = `${tools.host}/${name}:1`
    const context = containerfile(tools, name, `FROM ${from(tools.host)}\nCOPY hello /hello-${name}\n`)
    tools.run(tool, 'build', '--format', format, '--tag', tag, ...options, context)
    tools.run(tool, 'push', tag)
  }

const scratch = () => 'scratch'
const localBase = (host: string) => `${host}/base:1`

const copied =
  (format: 'oci' | 'v2s2', from: string): Make =>
  ({ run, host }, name) => {
    run('skopeo', 'copy', '--format', format, `docker://${host}/${from}:1`, `docker://${host}/${name}:1`)
  }

const list =
  (tool: 'buildah' | 'podman', format: 'oci' | 'v2s2', ...names: readonly string[]): Make =>
  ({ run, host }, name) => {
    const own = `localhost/${name}:1`
    run(tool, 'manifest', 'create', own)
    for (const each of names) run(tool, 'manifest', 'add', own, `docker://${host}/${each}:1`)
    run(tool, 'manifest', 'push', '--all', '--format', format, own, `docker://${host}/${name}:1`)
  }

const umoci: Make = ({ run, host, folder }, name) => {
  const layout = join(folder, name)
  run('umoci', 'init', '--layout', layout)
  run('umoci', 'new', '--image', `${layout}:1`)
  run('umoci', 'insert', '--image', `${layout}:1`, join(folder, 'registry.yml'), '/registry.yml')
  run('skopeo', 'copy', `oci:${layout}:1`, `docker://${host}/${name}:1`)
}

/** In the order in which they can be made. */
const images: readonly (readonly [name: string, tool: string, what: string, make: Make])[] = [
  ['base', 'buildah', 'FROM scratch, OCI', build('buildah', 'oci', scratch)],
  ['docker', 'buildah', 'FROM scratch, Docker', build('buildah', 'docker', scratch)],
  ['child', 'buildah', 'FROM a local base, OCI', build('buildah', 'oci', localBase)],
  ['docker-child', 'buildah', 'FROM a local base, Docker', build('buildah', 'docker', localBase)],
  ['layers', 'buildah', 'FROM a local base, OCI, --layers', build('buildah', 'oci', localBase, '--layers')],
  ['pod', 'podman', 'FROM scratch, OCI', build('podman', 'oci', scratch)],
  ['pod-child', 'podman', 'FROM a local base, OCI', build('podman', 'oci', localBase)],
  ['pod-docker', 'podman', 'FROM a local base, Docker', build('podman', 'docker', localBase)],
  ['to-docker', 'skopeo', 'copied from OCI to Docker', copied('v2s2', 'base')],
  ['to-oci', 'skopeo', 'copied from Docker to OCI', copied('oci', 'docker')],
  ['umoci', 'umoci', 'a layer inserted, OCI', umoci],
  ['list', 'buildah', 'list, OCI', list('buildah', 'oci', 'base', 'child')],
  ['docker-list', 'buildah', 'list, Docker', list('buildah', 'v2s2', 'docker', 'docker-child')],
  ['pod-list', 'podman', 'list, OCI', list('podman', 'oci', 'pod', 'pod-child')],
]

/** The image as a cluster would answer it after an import: its texts blanked. */
const imported = ({ run, host }: Registry, name: string): JsonObject => {
  const source = `docker://${host}/${name}:1`
  const manifest = run('skopeo', 'inspect', '--raw', source)
  const isIndex = 'manifests' in (JSON.parse(manifest) as object)
  const config = isIndex ? {} : { config: run('skopeo', 'inspect', '--config', '--raw', source) }
  const image = blankedImage(manifest, config)
  const digest = digestBytes(manifest)
  return {
    kind: 'ImageStreamTag',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name: `${name}:1`, namespace: 'team' },
    tag: { name: '1', from: { kind: 'DockerImage', name: `${host}/${name}:1` } },
    image: { ...image, dockerImageReference: `${host}/${name}@${digest}` },
  }
}

suite('images of real tools', { skip: registrySkip, timeout: 600_000 }, () => {
  test('pushed, blanked, and rebuilt', async (t) => {
    assert.ok(registry !== null)
    for (const [name, , , make] of images) make(registry, name)
    const items = images.map(([name]) => imported(registry, name))
    const report = await assay({ kind: 'List', apiVersion: 'v1', items })
    for (const [name, tool, what] of images) {
      const found = report.images.find((image) => image.stream === name)
      assert.ok(found !== undefined)
      const { verdict, form } = found.verification
      t.diagnostic([tool, versions.get(tool), what, verdict, form ?? '-'].join(' | '))
      assert.deepEqual([name, verdict, found.verification.proof], [name, 'verified', 'reconstructed'])
    }
  })

  test('what cannot be rebuilt is fetched by the commands of the table, and verified with --evidence', async () => {
    assert.ok(registry !== null)
    const { folder, host, environment } = registry
    build('buildah', 'oci', scratch, '--annotation', 'com.example.secret=nobody knows')(registry, 'secret')
    const exported = join(folder, 'export.json')
    writeFileSync(exported, JSON.stringify(imported(registry, 'secret')))
    const before = await runCli(['report', exported, '--format', 'table', '--repair', 'off'])
    const commands = before.stdout.split('\n').filter((line) => line.startsWith('  skopeo '))
    assert.equal(commands.length, 1)
    assert.ok(commands[0]?.includes(`docker://${host}/secret@sha256:`))
    const evidence = mkdtempSync(join(folder, 'evidence-'))
    const fetched = spawnSync('sh', ['-ec', commands.join('\n')], {
      cwd: evidence,
      encoding: 'utf8',
      env: environment,
    })
    assert.equal(fetched.status, 0, fetched.stderr)
    const afterwards = await runCli(['report', exported, '--format', 'ndjson', '--evidence', evidence])
    const { verification } = JSON.parse(afterwards.stdout) as {
      verification: { verdict: string; proof: string }
    }
    assert.deepEqual([verification.verdict, verification.proof], ['verified', 'evidence'])
    assert.equal(afterwards.status, 0)
  })
})
