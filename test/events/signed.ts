import { hash } from 'node:crypto'
import { clusterImage, imageObject } from './cluster-object.ts'
import { ocJson } from './go-json.ts'
import { checkout } from './shop.ts'

/** The message, made once by gpg 2.2 over {@link checkout}'s digest; its private key is gone. */
const content = [
  'owGbwMvMwCF2j1mh251jaznjWkaLJO7knMTM3GK9rOL8vAwdk55qpeSizJLM5MQcJatqpcyU1LySzJJKEDslPzk7tUi3KDUt',
  'tSg1LzlVyUqpKDU9s7ikqFIvtSIxtyAnVS85P1e/PDWpOCO/QD85IzU5O7+0xMpQz0KpVkcpMzcxPRXJoNzEvMy01OIS3ZTM',
  'dCAFNK44I9HI1MzKLC3JJM3CNMU00SIpxTzZyNDEMMXQPNEyzcIkzTLJyMDE0sjQIM3CzMwiLcU41TIFKGGcZGqcbJBomJSU',
  'YpAKsqyksgDkwMSS/NzMZIXk/LySxMy81CKF4sz0vMSS0iKwovyCksz8PIhPk4tSgYqLEHoM9YyMlIAGZeYCHQf0nZKVobmJ',
  'ubmRuamBQW1tRykLgxgHg6yYIstpoYVXNskGBSXOF90JC1pWJlBYMnBxCsBEvLcw/I8t6vh37cNzU8krPgczVqpOPnu67gxP',
  '7xxTXjf7WbOTH5cwMpxif/Tmn/vfyh593kN3Zl6v02BtXyjAPce6XlcldGPeJC4A',
].join('')

/** The public key, as `gpg --export --armor` wrote it. */
const publicKey = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEaBMqABYJKwYBBAHaRw8BAQdAcEx2X3xymTQpcV1J9qDUtcV/69jFIrpJ4ylH
hQgsXX+0L1dlYiBzaG9wIHJlbGVhc2UgKHNhbXBsZSkgPHJlbGVhc2VAZXhhbXBs
ZS5jb20+iJAEExYIADgWIQTLEqHUsh1SUmGfFbneAyCLRwi1dwUCaBMqAAIbAwUL
CQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRDeAyCLRwi1d956APwI3oVPVIp68M3J
lHm4hQxlM+EtPiOSsJy5L6EEjL4CqwD+NRXQ+gdX+D4TQyDYpomQk6DW0WMCVb2Y
rhi16I8Eyg0=
=MoVw
-----END PGP PUBLIC KEY BLOCK-----
`

const at = '2025-05-20T07:52:16Z'
const contentHash = hash('sha256', Buffer.from(content, 'base64'))

/** As the import controller adds it and `oc adm verify-image-signature --save` completes it. */
const signature = {
  metadata: {
    name: `${checkout.digest}@${contentHash}`,
    creationTimestamp: null,
    annotations: { 'image.openshift.io/managed-signature': 'true' },
  },
  type: 'AtomicImageV1',
  content,
  conditions: ['Trusted', 'ForImage'].map((type) => ({
    type,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
    reason: 'manual verification',
    message: 'verified by user "release"',
  })),
  issuedBy: { commonName: 'DE03208B4708B577' },
}

/** A signed image and the key that it was signed with. */
export const signedFiles = (): Record<string, string> => ({
  'signed-image.json': ocJson(
    imageObject({
      ...clusterImage(checkout, { repository: 'registry.example.com/webshop/checkout', at }),
      signatures: [signature],
    }),
  ),
  'webshop-release.asc': publicKey,
})
