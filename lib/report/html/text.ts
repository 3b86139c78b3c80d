import { countText } from '../byte-text.ts'
import { type Html, html } from './html.ts'

/** `1 image`, `2 images`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`

/** A name out of an export, apart from the reading order of the text around it. */
export const name = (text: string): Html => html`<bdi dir="auto">${text}</bdi>`

/** A digest, path or other machine word: always left to right, and it may break anywhere. */
export const code = (text: string): Html => html`<code dir="ltr">${text}</code>`

/** A digest that a click copies, where scripts run. */
export const copied = (text: string): Html => html`<code dir="ltr" data-copy>${text}</code>`

/** Rounded as SVG needs it: the same digits on every machine. */
export const rounded = (number: number): number => Math.round(number * 100) / 100

/** A part of a whole in per cent for people; what is neither none nor all never reads as either. */
export const percent = (part: number, whole: number): string => {
  if (whole === 0 || part === 0) return '0 %'
  const share = (part / whole) * 100
  if (part === whole) return '100 %'
  return share < 0.1
    ? '< 0.1 %'
    : share > 99.9
      ? '> 99.9 %'
      : `${share.toFixed(share < 10 || share > 99 ? 1 : 0)} %`
}
