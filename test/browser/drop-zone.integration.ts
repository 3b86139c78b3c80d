import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { broken, samples } from '../functions/run-cli.ts'
import { newFolder, serving } from '../functions/serve/serving.ts'
import { withoutBrowser, withPage } from './browser.ts'

const options = { skip: withoutBrowser, timeout: 240_000 }

suite('the page of assay serve', options, () => {
  test('takes a file that is chosen, shows its report, and lists it', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    await withPage({}, async ({ page, complaints, requests }) => {
      await page.goto(server.url)
      assert.equal(await page.locator('h1').textContent(), 'No reports yet')
      await page.getByLabel('Choose a file').setInputFiles(join(samples, 'tampered-image.json'))
      await page.waitForURL(/\/v1\/reports\/[0-9a-f]{32}$/)
      assert.equal(await page.locator('h1').textContent(), 'The image contradicts its digest')
      await page.goto(server.url)
      await page.getByRole('link', { name: 'tampered-image.json' }).click()
      assert.equal(await page.locator('h1').textContent(), 'The image contradicts its digest')
      assert.deepEqual(complaints, [])
      assert.deepEqual(
        requests.filter((url) => !url.startsWith(server.url)),
        [],
      )
    })
    await server.stop('SIGTERM')
  })

  test('takes a file that is dropped, and tells how far it is', async () => {
    const server = await serving(['--store', `file:${newFolder()}`, '--body-limit', '64MiB'])
    await withPage({}, async ({ page, complaints }) => {
      await page.goto(server.url)
      await page.evaluate(`new MutationObserver(() => { window.seen = [...(window.seen ?? []), document.querySelector('[role=status]').textContent];
        sessionStorage.setItem('seen', window.seen.join('; ')) }).observe(document.querySelector('[role=status]'), { childList: true })`)
      await page.evaluate(`(() => {
        const data = new DataTransfer()
        const items = Array.from({ length: 20000 }, (_, at) => ({ kind: 'Image', metadata: { name: 'sha256:' + String(at).padStart(64, '0') } }))
        data.items.add(new File([JSON.stringify({ kind: 'List', items })], 'ünï & <b>.json'))
        document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
      })()`)
      await page.waitForURL(/\/v1\/reports\/[0-9a-f]{32}$/, { timeout: 120_000 })
      assert.match(
        (await page.locator('h1').textContent()) ?? '',
        /20,000 of 20,000 images could not be verified/,
      )
      const seen = (await page.evaluate(`sessionStorage.getItem('seen')`)) as string
      assert.match(seen, /Sending ünï & <b>\.json; Assaying ünï & <b>\.json; Opening the report/)
      assert.deepEqual(complaints, [])
    })
    await server.stop('SIGTERM')
  })

  test('says why a file was refused, and takes the next', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    await withPage({}, async ({ page }) => {
      await page.goto(server.url)
      await page.getByLabel('Choose a file').setInputFiles(join(broken, 'wrong-kind-pods.json'))
      await page.getByText('Nothing in the export is an image').waitFor()
      await page.getByLabel('Choose a file').setInputFiles(join(samples, 'blanked-imagestreamimage.json'))
      await page.waitForURL(/\/v1\/reports\//)
    })
    await server.stop('SIGTERM')
  })

  test('without scripts says how to send a file', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    await withPage({ javaScriptEnabled: false }, async ({ page, complaints }) => {
      await page.goto(server.url)
      assert.ok(await page.getByText('assay report images.json --store URI').isVisible())
      assert.deepEqual(complaints, [])
    })
    await server.stop('SIGTERM')
  })
})
