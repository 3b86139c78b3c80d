/** What a client reads where a reference names no registry: Docker Hub, whose own images stand under `library`. */
const hub = 'docker.io'
/** Names of the same registry (library-go `IsRegistryDockerHub`). */
const hubNames: ReadonlySet<string> = new Set([hub, 'index.docker.io', 'registry-1.docker.io'])

/**
 * One spelling, `REGISTRY/REPOSITORY`, of all that name the same repository (library-go `DockerClientDefaults`). Either
 * may be a pattern: `**` is more than one word.
 */
export const canonicalRepository = (registry: string | null, repository: string): string => {
  const host = registry?.toLowerCase() ?? hub
  if (!hubNames.has(host)) return `${host}/${repository}`
  return `${hub}/${/\/|\*\*/.test(repository) ? repository : `library/${repository}`}`
}
