import { attestation } from './attestation.ts'
import { nodejsSteps, path } from './base-images.ts'
import { layer, sha256 } from './blob.ts'
import { type Built, build, buildIndex, entryOf } from './build.ts'
import type { JsonObject } from './go-json.ts'

/** An application that a cluster's own build put on top of the base. */
export const frontend = build({
  form: 'openshift build',
  platform: { architecture: 'amd64', os: 'linux' },
  created: '2025-06-17T14:02:31.904412506Z',
  steps: [
    ...nodejsSteps(),
    { createdBy: '/bin/sh -c /usr/libexec/s2i/assemble', layer: layer('frontend-2.31', 148_220) },
  ],
  run: {
    User: '1001',
    ExposedPorts: { '8080/tcp': {} },
    Env: [path, 'NODE_VERSION=22.14.0', 'NODE_ENV=production', 'OPENSHIFT_BUILD_NAME=frontend-31'],
    Cmd: ['/usr/libexec/s2i/run'],
    Entrypoint: ['container-entrypoint'],
    WorkingDir: '/opt/app-root/src',
    Labels: {
      'io.openshift.build.commit.author': 'Ada Example <ada@example.com>',
      'io.openshift.build.commit.id': '4f1d0a6b3c2e98571d7b0c44ee1a92f65b8d7310',
      'io.openshift.build.commit.ref': 'main',
      'io.openshift.build.image': 'registry.example.com/base/nodejs:22',
      'io.openshift.build.name': 'frontend-31',
      'io.openshift.build.namespace': 'webshop',
      'io.openshift.build.source-location': 'https://git.example.com/webshop/frontend.git',
      name: 'webshop/frontend',
    },
  },
})

type Service = Omit<Parameters<typeof build>[0], 'platform' | 'steps' | 'run'> & {
  name: string
  bytes: [number, number]
}

function service({ name, bytes: [base, application], ...recipe }: Service, labels: JsonObject = {}): Built {
  return build({
    ...recipe,
    platform: { architecture: 'amd64', os: 'linux' },
    steps: [
      { createdBy: 'ADD rootfs.tar / # minimal', layer: layer(`minimal-${base}`, base) },
      { createdBy: `COPY ${name} /usr/local/bin/${name}`, layer: layer(name, application) },
      { createdBy: `ENTRYPOINT ["/usr/local/bin/${name}"]` },
    ],
    run: { User: '65532', Env: [path], Entrypoint: [`/usr/local/bin/${name}`], Labels: { name, ...labels } },
  })
}

/** Pushed with docker by a pipeline. */
export const checkout = service({
  form: 'docker push',
  name: 'checkout',
  bytes: [402_118, 96_331],
  created: '2025-05-20T07:45:10.117302244Z',
  dockerVersion: '27.5.1',
})

/** Pushed with docker, and the sample that is tampered with later. */
export const mailer = service({
  form: 'docker push',
  name: 'mailer',
  bytes: [402_118, 71_954],
  created: '2025-05-22T16:20:03.600917851Z',
  dockerVersion: '27.5.1',
})

const baseAnnotations = {
  'org.opencontainers.image.base.digest': sha256('registry.example.com/base/minimal'),
  'org.opencontainers.image.base.name': 'registry.example.com/base/minimal:9',
}

const buildah141 = (name: string, bytes: [number, number], created: string) =>
  service(
    {
      form: 'podman',
      name,
      bytes,
      created,
      annotations: { ...baseAnnotations, 'org.opencontainers.image.created': created },
    },
    { 'io.buildah.version': '1.41.4' },
  )

/** Built by buildah 1.41: the nanoseconds in its annotation stand nowhere in the cluster's object. */
export const payments = buildah141('payments', [388_740, 120_877], '2025-09-02T11:31:58.284719035Z')
export const search = buildah141('search', [388_740, 133_902], '2025-09-03T06:08:41.739015462Z')

/** Built by buildah 1.33 on nothing: both of its annotations are empty. */
export const minimal = build({
  form: 'podman',
  platform: { architecture: 'amd64', os: 'linux' },
  created: '2024-11-05T03:12:40.500218433Z',
  steps: [{ createdBy: 'ADD rootfs.tar / # minimal', layer: layer('minimal-388740', 388_740) }],
  run: { Env: [path], Labels: { name: 'base/minimal', version: '9', 'io.buildah.version': '1.33.7' } },
  annotations: { 'org.opencontainers.image.base.digest': '', 'org.opencontainers.image.base.name': '' },
})

/** Built by buildah 1.33 on {@link minimal}, which its annotations name. */
export const invoices = service(
  {
    form: 'podman',
    name: 'invoices',
    bytes: [388_740, 101_620],
    created: '2024-11-06T09:40:02.118834905Z',
    annotations: {
      'org.opencontainers.image.base.digest': minimal.digest,
      'org.opencontainers.image.base.name': 'registry.example.com/base/minimal:9',
    },
  },
  { 'io.buildah.version': '1.33.7' },
)

/** Pushed with docker; the cluster's object of it is given a false size. */
export const returns = service({
  form: 'docker push',
  name: 'returns',
  bytes: [402_118, 84_207],
  created: '2025-06-11T10:02:51.730466120Z',
  dockerVersion: '27.5.1',
})

/** Built by an earlier podman, which adds no annotations. */
export const inventory = service(
  { form: 'podman', name: 'inventory', bytes: [388_740, 88_413], created: '2021-08-11T13:05:27.441086193Z' },
  { 'io.buildah.version': '1.22.3' },
)

/** Built by BuildKit, which puts even one image into an index, beside its attestation. */
export const catalog = service({
  form: 'buildkit',
  name: 'catalog',
  bytes: [395_006, 109_250],
  created: '2025-08-14T10:27:19.052377648Z',
})

export const catalogProvenance = attestation(catalog)
export const catalogIndex = buildIndex('buildkit', [
  entryOf(catalog),
  {
    ...entryOf(catalogProvenance),
    annotations: {
      'vnd.docker.reference.digest': catalog.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  },
])

/** Three small images for documents that break. */
export const tools: Built[] = ['backup', 'migrate', 'report'].map((name, at) =>
  service({
    form: 'docker push',
    name,
    bytes: [402_118, 20_480 + 512 * at],
    created: `2025-02-0${at + 1}T08:00:00.000000000Z`,
  }),
)
