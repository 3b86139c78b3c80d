import { existsSync } from 'node:fs'
import { after } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env.CHROMIUM ?? places.find((place) => existsSync(place))

/** Why the tests in a browser are skipped, or false. */
export const withoutBrowser: string | false =
  executablePath === undefined
    ? 'there is no Chromium: apt-get install chromium, or name one in CHROMIUM'
    : false

/** The same letters on every machine: no hints, no colours of a screen, no scroll bars. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
]

let running: Promise<Browser> | null = null
after(async () => {
  await (await running)?.close()
})

const browser = (): Promise<Browser> => {
  running ??= chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args,
    headless: true,
  })
  return running
}

export interface Watched {
  readonly page: Page
  /** What the page complained of: console messages of every kind, errors that nobody caught. */
  readonly complaints: readonly string[]
  /** What it asked for beyond itself. */
  readonly requests: readonly string[]
}

/** A new page in a context of its own, closed when `act` ends. */
export const withPage = async (
  options: BrowserContextOptions,
  act: (watched: Watched) => Promise<void>,
): Promise<void> => {
  const context = await (await browser()).newContext(options)
  try {
    const page = await context.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => requests.push(request.url()))
    await act({ page, complaints, requests })
  } finally {
    await context.close()
  }
}
