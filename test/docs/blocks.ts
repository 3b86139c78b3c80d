/** A fenced block of a Markdown text. */
export interface Block {
  /** `sh`, `text`, `json`, …; empty where none is given. */
  readonly language: string
  readonly text: string
  /** Where it begins, counted from 1. */
  readonly line: number
  /** Whether nothing but empty lines stands between it and the block before. */
  readonly follows: boolean
}

/** The fenced blocks of a Markdown text, in order. */
export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = []
  let prose = true
  let open: { language: string; line: number; lines: string[] } | null = null
  for (const [at, line] of markdown.split('\n').entries()) {
    if (line.startsWith('```')) {
      if (open === null) open = { language: line.slice(3).trim(), line: at + 1, lines: [] }
      else {
        const { language, lines } = open
        blocks.push({
          language,
          text: lines.map((row) => `${row}\n`).join(''),
          line: open.line,
          follows: !prose,
        })
        open = null
        prose = false
      }
    } else if (open !== null) open.lines.push(line)
    else if (line.trim() !== '') prose = true
  }
  return blocks
}

/** A command that a page shows, and what the page says comes of it. */
export interface Shown {
  readonly command: string
  readonly line: number
  /** 0 unless the command's last line ends in `# exit status N`. */
  readonly status: number
  /** The block that follows directly: what is printed. */
  readonly output: Block | null
}

/** The commands of a page's `sh` blocks, one a block. */
export const shownCommands = (markdown: string): readonly Shown[] => {
  const blocks = blocksOf(markdown)
  return blocks.flatMap(({ language, text, line }, at) => {
    if (language !== 'sh') return []
    const next = blocks[at + 1]
    const [, status] = text.match(/# exit status (\d+)\n$/) ?? []
    const output = next?.follows && ['text', 'json'].includes(next.language) ? next : null
    return [{ command: text, line, status: Number(status ?? 0), output }]
  })
}
