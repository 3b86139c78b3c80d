/** What a terminal obeys, hides or reorders instead of showing: controls, bidirectional and invisible characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * `text` from the input as it may stand in a message: controls and what reorders or hides text become `\u001b`
 * and the like, and whatever goes beyond `max` UTF-16 units of the input is cut and marked with `…`.
 */
export const printable = (text: string, max = 80): string => {
  const cut = text.length > max
  return (cut ? text.slice(0, max) : text).replace(unprintable, escaped) + (cut ? '…' : '')
}
