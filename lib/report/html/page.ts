import { hash } from 'node:crypto'
import { glyph, glyphs } from './glyph.ts'
import type { Headline } from './headline.ts'
import { type Html, html, textOf } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

const sourceOf = (content: Html): string => `'sha256-${hash('sha256', textOf(content), 'base64')}'`

/** Nothing may be loaded, run or sent but what stands in the page itself, told by its hash. */
const policyOf = (ownScript: Html, sends: boolean): string =>
  [
    "default-src 'none'",
    `style-src ${sourceOf(style)}`,
    `script-src ${sourceOf(ownScript)}`,
    ...(sends ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** The policy of a report's page. */
export const contentPolicy = policyOf(script, false)

/** The policy of a page that sends what is dropped on it to where it came from, with a script of its own. */
export const sendingPolicy = (ownScript: Html): string => policyOf(ownScript, true)

export interface Page {
  readonly title: string
  /** What the page is of, in a few words above the headline. */
  readonly kicker: Html
  readonly headline: Headline
  readonly body: Html
  readonly foot: Html
  /** Further elements of the head. */
  readonly head?: Html
  /** In place of the script of reports: that of a page that sends. */
  readonly sender?: Html
}

/** A whole document, with all that it needs inside. */
export const page = ({
  title,
  kicker,
  headline,
  body,
  foot,
  head,
  sender,
}: Page): Html => html`<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${sender === undefined ? contentPolicy : sendingPolicy(sender)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">${head ?? null}
<title>${title}</title><style>${style}</style></head>
<body>${glyphs}<a class="skip" href="#main">Skip to the content</a>
<header class="top ${headline.tone}"><div class="wrap"><p class="kicker">${kicker}</p>
<h1>${glyph(headline.tone)}<span>${headline.text}</span></h1><p class="lead">${headline.more}</p></div></header>
<main id="main" class="wrap" tabindex="-1">${body}</main>
<footer class="wrap">${foot}</footer>
<script>${sender ?? script}</script></body></html>
`
