const plain = /^[\w./:@=+-]+$/

/** A text as one word of a POSIX shell, whatever is in it; as it stands where nothing needs quotes. */
export const shellWord = (text: string): string =>
  plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
