import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runCli, samples } from '../functions/run-cli.ts'
import { withPage } from './browser.ts'

const root = join(import.meta.dirname, '../..')
/** The pictures that the README shows, and those that pages are compared with. */
export const picturesFolder = join(root, 'docs/pictures')

/** Letters come from packages, so that they are the same whatever fonts a machine has. */
const fonts = { sans: 'inter', mono: 'jetbrains-mono' } as const

const fontFace = (variable: 'sans' | 'mono'): string => {
  const font = fonts[variable]
  const file = join(root, `node_modules/@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`)
  const data = readFileSync(file).toString('base64')
  return `@font-face{font-family:${font};font-weight:100 900;src:url(data:font/woff2;base64,${data})}:root{--${variable}:${font}!important}`
}

/** What the command line makes of the samples: their report, that of one image, and an audit of two times. */
const pagesOf = async (store: string): Promise<Readonly<Record<'report' | 'image' | 'audit', string>>> => {
  const run = async (...args: readonly string[]): Promise<string> => (await runCli(args)).stdout
  const report = await run('report', samples, '--format', 'html')
  const image = await run('report', join(samples, 'tampered-image.json'), '--format', 'html')
  const names = readdirSync(samples).toSorted()
  const put = (name: string) =>
    run('report', join(samples, name), '--store', `file:${store}`, '--format', 'json')
  for (const name of names.slice(0, -2)) await put(name)
  await run('audit', '--store', `file:${store}`, '--at', '2026-01-29T02:00:00Z')
  for (const name of names.slice(-2)) await put(name)
  const audit = await run(
    'audit',
    '--store',
    `file:${store}`,
    '--at',
    '2026-01-30T02:00:00Z',
    '--format',
    'html',
  )
  return { report, image, audit }
}

const sizes = [
  { width: 1280, height: 900 },
  { width: 360, height: 720 },
] as const

const shoot = async (
  url: string,
  size: (typeof sizes)[number],
  colorScheme: 'light' | 'dark',
): Promise<Buffer> => {
  let picture: Buffer = Buffer.alloc(0)
  // The policy of the page would refuse the letters.
  await withPage(
    { viewport: size, colorScheme, bypassCSP: true, reducedMotion: 'reduce' },
    async ({ page }) => {
      await page.goto(url)
      await page.addStyleTag({ content: fontFace('sans') + fontFace('mono') })
      await page.evaluate('document.fonts.ready')
      picture = await page.screenshot({ animations: 'disabled' })
    },
  )
  return picture
}

/** Every picture by its file's name, taken anew. */
export const takePictures = async (): Promise<ReadonlyMap<string, Buffer>> => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-pictures-'))
  try {
    const pages = await pagesOf(join(folder, 'store'))
    const pictures = new Map<string, Buffer>()
    for (const [name, text] of Object.entries(pages)) {
      const file = join(folder, `${name}.html`)
      writeFileSync(file, text)
      for (const size of sizes)
        for (const colours of ['light', 'dark'] as const)
          pictures.set(
            `${name}-${size.width}-${colours}.png`,
            await shoot(pathToFileURL(file).href, size, colours),
          )
    }
    return pictures
  } finally {
    rmSync(folder, { recursive: true })
  }
}
