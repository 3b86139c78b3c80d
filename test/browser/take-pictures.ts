/** `npm run screenshots`: takes the pictures of the README anew, from what the command line makes of the samples. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withoutBrowser } from './browser.ts'
import { picturesFolder, takePictures } from './pictures.ts'

test('the pictures are taken', { skip: withoutBrowser }, async () => {
  mkdirSync(picturesFolder, { recursive: true })
  for (const [name, picture] of await takePictures()) writeFileSync(join(picturesFolder, name), picture)
})
