import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Debian's packages of what is run here. */
const packages = ['docker-registry', 'skopeo', 'buildah', 'podman', 'umoci'] as const
type Tool = (typeof packages)[number]

const versionOf = (tool: Tool): string | null => {
  const { status, stdout } = spawnSync(tool, ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/\d+\.\d[\w.+~-]*/.exec(stdout)?.[0] ?? 'of some version') : null
}

/** Versions of what is installed. */
export const versions: ReadonlyMap<string, string> = new Map(
  packages.flatMap((tool) => {
    const version = versionOf(tool)
    return version === null ? [] : [[tool, version]]
  }),
)

const missing = packages.filter((tool) => !versions.has(tool))

/** A test's `skip`: what is missing, or false. */
export const registrySkip: string | false =
  process.getuid?.() !== 0
    ? 'builders without user namespaces need root'
    : missing.length > 0 && `apt-get install ${missing.join(' ')}`

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** A registry of the caller's own, and the tools set up to use it and nothing else. */
export interface Registry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly folder: string
  /** For tools that are started otherwise than by `run`. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs a command in the folder and gives its standard output. */
  readonly run: (command: string, ...args: readonly string[]) => string
  stop(): Promise<void>
}

const policy = { default: [{ type: 'insecureAcceptAnything' }] }

export const startRegistry = async (): Promise<Registry> => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  mkdirSync(join(folder, '.config/containers'), { recursive: true })
  file('.config/containers/policy.json', JSON.stringify(policy))
  const config = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host },
  }
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    TMPDIR: folder,
    BUILDAH_ISOLATION: 'chroot',
    CONTAINERS_REGISTRIES_CONF: file(
      '.config/containers/registries.conf',
      `[[registry]]\nlocation = "${host}"\ninsecure = true\n`,
    ),
    CONTAINERS_STORAGE_CONF: file(
      'storage.conf',
      `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/images"\n`,
    ),
    REGISTRY_AUTH_FILE: file('auth.json', '{}'),
  }
  // JSON is YAML.
  const server = spawn('docker-registry', ['serve', file('registry.yml', JSON.stringify(config))], {
    stdio: 'ignore',
  })
  const stop = async (): Promise<void> => {
    const ended = once(server, 'exit')
    server.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; ; attempt++) {
    const answers = await fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) break
    if (attempt === 300) {
      await stop()
      throw new TypeError('docker-registry does not answer')
    }
    await wait(100)
  }
  return {
    host,
    folder,
    environment,
    run(command, ...args) {
      const { status, stdout, stderr } = spawnSync(command, args, {
        cwd: folder,
        encoding: 'utf8',
        env: environment,
      })
      if (status !== 0) throw new TypeError(`${command} ${args.join(' ')}: ${stderr}`)
      return stdout
    },
    stop,
  }
}
