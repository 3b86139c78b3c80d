import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { suite, test } from 'node:test'
import type { Page } from 'playwright-core'
import { withoutBrowser, withPage } from './browser.ts'
import { pageNames, pageUrl } from './sample-pages.ts'

const options = { skip: withoutBrowser, timeout: 240_000 }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

suite('a page is whole', options, () => {
  for (const name of pageNames)
    for (const javaScriptEnabled of [true, false])
      test(`${name}, scripts ${javaScriptEnabled ? 'on' : 'off'}: no complaint, no request`, () =>
        withPage({ javaScriptEnabled }, async ({ page, complaints, requests }) => {
          const url = await pageUrl(name)
          await page.goto(url)
          assert.notEqual(await page.locator('h1').textContent(), '')
          assert.deepEqual({ complaints, requests }, { complaints: [], requests: [url] })
        }))
})

suite('a page can be read by all', options, () => {
  for (const name of pageNames.filter((each) => each !== 'large'))
    for (const colorScheme of ['light', 'dark'] as const)
      test(`${name}, ${colorScheme}: axe finds no violation, opened and narrow too`, () =>
        // The policy of the page would refuse the tester's script as it would any other.
        withPage({ colorScheme, bypassCSP: true }, async ({ page }) => {
          await page.goto(await pageUrl(name))
          await page.addScriptTag({ content: axe })
          for (const width of [1280, 360]) {
            await page.setViewportSize({ width, height: 800 })
            const violations = (await page.evaluate(
              `document.querySelectorAll('details').forEach((each) => { each.open = true }),
              axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
            )) as Violation[]
            assert.deepEqual(
              violations.flatMap(({ id, nodes }) =>
                nodes
                  .slice(0, 3)
                  .map((node) => `${width}: ${id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`),
              ),
              [],
            )
          }
        }))

  for (const name of pageNames)
    test(`${name}: nothing is wider than 360 pixels`, () =>
      withPage({ viewport: { width: 360, height: 700 } }, async ({ page }) => {
        await page.goto(await pageUrl(name))
        await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true })`)
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
      }))
})

suite('the keyboard alone', options, () => {
  for (const name of ['export', 'mismatch', 'audit', 'index'])
    test(`${name}: reaches and opens everything`, () =>
      withPage({}, async ({ page }) => {
        await page.goto(await pageUrl(name))
        await page.keyboard.press('Tab')
        assert.equal(await page.evaluate('document.activeElement.className'), 'skip')
        await page.keyboard.press('Enter')
        assert.equal(await page.evaluate('document.activeElement.id'), 'main')
        const reached = new Set<string>()
        for (let step = 0; step < 400; step++) {
          await page.keyboard.press('Tab')
          const focused = (await page.evaluate(`(() => {
          const focused = document.activeElement
          if (focused === document.body) return ''
          if (focused.matches('summary') && !focused.parentElement.open) return 'closed'
          if (getComputedStyle(focused).outlineStyle === 'none') return 'unseen ' + focused.outerHTML.slice(0, 80)
          focused.dataset.reached = 'yes'
          return focused.tagName
        })()`)) as string
          assert.doesNotMatch(focused, /^unseen/)
          if (focused === '') break
          if (focused === 'closed') await page.keyboard.press('Enter')
          reached.add(focused)
        }
        const left =
          await page.evaluate(`[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
        .filter((each) => !each.dataset.reached && !each.matches('.skip') && each.checkVisibility()).map((each) => each.outerHTML.slice(0, 120))`)
        // A summary that was closed when it was reached got its mark only if it was met again.
        assert.deepEqual(
          (left as string[]).filter((each) => !each.startsWith('<summary')),
          [],
        )
        assert.equal(await page.locator('details:not([open])').count(), 0)
      }))
})

suite('on paper', options, () => {
  /** A4 between its margins, in CSS pixels. */
  const width = 687

  for (const name of pageNames.filter((each) => each !== 'large'))
    test(`${name}: black on white, nothing cut off`, () =>
      withPage({ viewport: { width, height: 1000 }, colorScheme: 'dark' }, async ({ page }) => {
        await page.goto(await pageUrl(name))
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
        const [paper, ink, overflow] = await page.evaluate<[string, string, number]>(
          `[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color, document.documentElement.scrollWidth]`,
        )
        assert.deepEqual([paper, ink, overflow], ['rgb(255, 255, 255)', 'rgb(0, 0, 0)', width])
      }))

  test('what is not verified stands there in full, what is in a line each', () =>
    withPage({ viewport: { width, height: 1000 } }, async ({ page }) => {
      await page.goto(await pageUrl('export'))
      const opened = (verdict: string): Promise<boolean[]> =>
        page.evaluate<boolean[]>(
          `[...document.querySelectorAll('.images > li[data-verdict=${verdict}] .opened')].map((each) => each.checkVisibility())`,
        )
      assert.deepEqual(await opened('mismatch'), [false])
      await page.emulateMedia({ media: 'print' })
      assert.deepEqual(await opened('mismatch'), [true])
      assert.deepEqual(await opened('unverifiable'), [true])
      assert.deepEqual(new Set(await opened('verified')), new Set([false]))
      assert.equal(await page.getByLabel('Find').isVisible(), false)
    }))
})

suite('what scripts add', options, () => {
  const shownTitles = (page: Page): Promise<string[]> => page.evaluate<string[]>(titles)
  const titles = `[...document.querySelectorAll('.images > li')].filter((row) => !row.hidden).map((row) => row.querySelector('.title').textContent)`

  test('finds, filters and orders', () =>
    withPage({}, async ({ page }) => {
      await page.goto(await pageUrl('export'))
      const all = await shownTitles(page)
      assert.equal(all.length, 15)
      await page.getByLabel('Find').fill('MAILER')
      assert.match((await shownTitles(page)).join(), /^[^,]*mailer[^,]*$/)
      assert.equal(await page.locator('[data-said]').textContent(), '1 of 15 listed images shown')
      await page.getByLabel('Find').fill('')
      await page.getByLabel('verified', { exact: true }).uncheck()
      assert.equal((await shownTitles(page)).length, 2)
      await page.getByLabel('verified', { exact: true }).check()
      await page.getByLabel('Order').selectOption('name')
      const named = await shownTitles(page)
      assert.deepEqual(named, named.toSorted(new Intl.Collator('en', { numeric: true }).compare))
      await page.getByLabel('Order').selectOption('worst')
      assert.deepEqual(await shownTitles(page), all)
    }))

  test('copies a digest', () =>
    withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
      await page.goto(await pageUrl('image'))
      await page
        .getByRole('button', { name: /^Copy sha256:/ })
        .first()
        .click()
      await page
        .getByRole('button', { name: /^Copy sha256:/ })
        .first()
        .getByText('Copied')
        .waitFor()
      assert.match(
        await page.evaluate<string>('navigator.clipboard.readText()'),
        /^sha256:62133487[0-9a-f]{56}$/,
      )
    }))

  test('without them nothing that needs them is seen', () =>
    withPage({ javaScriptEnabled: false }, async ({ page }) => {
      await page.goto(await pageUrl('export'))
      assert.equal(await page.getByLabel('Find').isVisible(), false)
      assert.equal(await page.getByRole('button').count(), 0)
      await page.locator('.images summary').first().click()
      assert.ok(await page.getByText('The path of proof').first().isVisible())
    }))

  test('a finding leads to its image, which opens, without them too', () =>
    withPage({ javaScriptEnabled: false }, async ({ page }) => {
      await page.goto(await pageUrl('export'))
      await page.locator('.problems a').first().click()
      await page.locator('.images details[open]').waitFor()
      assert.match((await page.locator('.images details[open] .title').first().textContent()) ?? '', /mailer/)
    }))
})

test('hostile names stay text', options, () =>
  withPage({}, async ({ page, complaints, requests }) => {
    const url = await pageUrl('hostile')
    await page.goto(url)
    await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true })`)
    assert.equal(await page.locator('main img, main script, main style, main iframe').count(), 0)
    assert.ok(await page.getByText('<script>alert(1)</script>').first().isVisible())
    assert.ok(await page.getByText('"><img src=x onerror=alert(1)>').first().isVisible())
    assert.ok(await page.getByText('\\u202egpj.exe').first().isVisible())
    assert.deepEqual({ complaints, requests }, { complaints: [], requests: [url] })
  }),
)
