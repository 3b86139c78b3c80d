import { Composer, type CST, type Document, Lexer, Parser, Schema } from 'yaml'
import type { Limits } from '../limits.ts'
import { noText, overLimit, type Problem } from './rejection.ts'

/** What keeps a YAML text from being read, and where. */
export interface YamlFault extends Problem {
  /** UTF-16 offset in the text. */
  readonly at: number
}

/** One token of YAML costs up to 450 bytes once it is a tree: against yamlBytes it counts as this many. */
const tokenBytes = 64

/** Text in double quotes is put together character by character, at 32 bytes each: this much costs what a token does. */
const quotedTokenLength = 16

/** As many tokens as a lexeme counts for: a scalar of many lines costs its reader as much for each of them. */
const tokensOf = (lexeme: string): number => {
  let lines = 0
  for (let at = lexeme.indexOf('\n'); at >= 0; at = lexeme.indexOf('\n', at + 1)) lines++
  return Math.max(1, lines, lexeme.startsWith('"') ? Math.ceil(lexeme.length / quotedTokenLength) : 0)
}

const options = {
  version: '1.2',
  schema: new Schema({ schema: 'core', resolveKnownTags: false }),
  intAsBigInt: true,
  uniqueKeys: false,
  stringKeys: true,
  resolveKnownTags: false,
  prettyErrors: false,
  strict: true,
  logLevel: 'silent',
} as const

/** Controls but tab, line feed and carriage return: YAML forbids them (section 5.1), and the parser lets them through. */
const control = /(?![\t\n\r])\p{Cc}/u

/** A lexeme of no text, before that of a scalar. */
const scalarBegins = '\x1f'

const blankLine = / +\r?\n/y

/**
 * Where the parser reads a block of text otherwise than YAML (1.2, 8.1) and the cluster: it gives a line break to one
 * that the text's end cuts off, and of those with an indentation indicator it drops blank lines at the ends. `end` is
 * where what was read of the block ends in `text`.
 */
const blockProblem = (block: CST.BlockScalar, text: string, end: number): Problem | null => {
  const header = block.props.map((prop) => (prop.type === 'block-scalar-header' ? prop.source : '')).join('')
  if (end === text.length && !text.endsWith('\n') && !header.includes('-')) {
    const message = 'the text ends inside of a block, without a line break: export it again'
    return { code: 'truncated', message }
  }
  blankLine.lastIndex = end
  if (!/\d/.test(header) || !blankLine.test(text)) return null
  const message =
    'a line of spaces begins or ends a block with an indentation indicator, so that readers disagree on it: write the text in double quotes'
  return { code: 'malformed', message }
}

/** Why `lexeme`, which stands in `top` and ends at `end` of `text`, is read otherwise by the cluster. */
const doubt = (top: CST.Token | undefined, lexeme: string, text: string, end: number): Problem | null => {
  if (top?.type === 'block-scalar' && lexeme !== scalarBegins) return blockProblem(top, text, end)
  // One that stands alone announces a name to all readers.
  if (top?.type !== 'flow-collection' || lexeme.length === 1 || !lexeme.startsWith('?')) return null
  const message =
    'text in flow style begins with a question mark, which is no part of it to some YAML readers: quote it'
  return { code: 'malformed', message }
}

/**
 * Parses one YAML document of the core schema without resolving anything away: equal names stay, and a scalar's
 * `source` has its digits. Bounded before memory is spent: a tree is many times its text.
 */
export const parseYaml = (text: string, limits: Limits): Document.Parsed | YamlFault => {
  const odd = text.search(control)
  if (odd >= 0) return { code: 'malformed', message: `it has a control character, ${noText}`, at: odd }
  const parser = new Parser()
  let fault: YamlFault | null = null
  const tokens = function* (): Generator<CST.Token> {
    let left = Math.ceil(limits.yamlBytes / tokenBytes)
    // A place on the parser's stack is one level; beside an item's own the document, its object, its list and a scalar.
    const deepest = limits.depth + 4
    for (const lexeme of new Lexer().lex(text)) {
      const end = parser.offset + lexeme.length
      const problem = doubt(parser.stack.at(-1), lexeme, text, end)
      if (problem !== null) {
        fault = { ...problem, at: end }
        return
      }
      yield* parser.next(lexeme)
      left -= tokensOf(lexeme)
      if (left < 0) {
        const most = Math.ceil(limits.yamlBytes / tokenBytes)
        const found = `it has more than ${most} tokens, lines, and stretches of ${quotedTokenLength} characters in double quotes, each of which counts ${tokenBytes} bytes`
        fault = { ...overLimit('limit-yaml', 'yamlBytes', limits, found), at: parser.offset }
      } else if (parser.stack.length > deepest) {
        fault = {
          ...overLimit('limit-depth', 'depth', limits, `it is nested deeper than ${limits.depth}`),
          at: parser.offset,
        }
      }
      if (fault !== null) return
    }
    yield* parser.end()
  }
  const all = [...tokens()]
  if (fault !== null) return fault
  const [document, second] = [...new Composer(options).compose(all, true, text.length)]
  const error = document?.errors[0]
  if (document === undefined) return { code: 'malformed', message: 'it is no YAML', at: 0 }
  if (error !== undefined)
    return { code: 'malformed', message: `it is no YAML: ${error.message}`, at: error.pos[0] }
  if (second !== undefined)
    return { code: 'malformed', message: 'a second document begins', at: second.range[0] }
  return document
}
