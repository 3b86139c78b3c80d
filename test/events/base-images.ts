import { layer } from './blob.ts'
import { type Built, build, buildIndex, entryOf, type Platform, type Step } from './build.ts'

/** The search path that every sample's environment begins with. */
export const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

function nodejs(platform: Platform, operatingSystemBytes: number, runtimeBytes: number): Built {
  const suffix = [platform.architecture, platform.variant].filter(Boolean).join('-')
  return build({
    form: 'docker push',
    platform,
    created: '2025-03-04T09:12:44.518203917Z',
    dockerVersion: '27.5.1',
    author: 'Base Images <base-images@example.com>',
    steps: [
      {
        createdBy: '/bin/sh -c #(nop) ADD file:rootfs in / ',
        layer: layer(`rootfs-${suffix}`, operatingSystemBytes),
      },
      { createdBy: `/bin/sh -c #(nop)  ENV ${path}` },
      {
        createdBy: '/bin/sh -c install-runtime nodejs 22',
        layer: layer(`nodejs-22-${suffix}`, runtimeBytes),
      },
    ],
    run: {
      User: '1001',
      Env: [path, 'NODE_VERSION=22.14.0'],
      Cmd: ['node'],
      WorkingDir: '/opt/app-root/src',
      Labels: { name: 'base/nodejs', version: '22', vendor: 'Example Ltd <base-images@example.com>' },
    },
  })
}

/** The base image, once for each platform of its index. */
export const nodejsImages: Built[] = [
  nodejs({ architecture: 'amd64', os: 'linux' }, 1_289_337, 702_114),
  nodejs({ architecture: 'arm64', os: 'linux', variant: 'v8' }, 1_251_902, 689_475),
  nodejs({ architecture: 'arm', os: 'linux', variant: 'v7' }, 1_104_226, 634_871),
  nodejs({ architecture: 's390x', os: 'linux' }, 1_310_058, 741_660),
]
export const nodejsIndex = buildIndex('docker push', nodejsImages.map(entryOf))

/** What the amd64 base is made of, for images that build on it. */
export const nodejsSteps = (): readonly Step[] => nodejsImages[0]?.recipe.steps ?? []
