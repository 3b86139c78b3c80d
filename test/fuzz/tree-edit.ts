import { foldings } from '../hostile/folding.ts'
import { nth } from './pick.ts'
import { countOf, editedAt, type Tree, textOf, treeOf } from './tree.ts'

/** What makes one change out of two numbers. */
export interface Edit {
  readonly kind: EditKind
  /** Which part of the tree; which of the choices there. */
  readonly where: number
  readonly which: number
}

const scalars = [
  'null',
  'true',
  '0',
  '-1',
  '1e3',
  '1.0',
  '-0',
  '1E400',
  '0.1',
  '9007199254740991',
  '9007199254740992',
]
const texts = [
  '""',
  '"x"',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '"sha256:00"',
  '"\\u006c"',
  '"1"',
  '"\u202e"',
]
const values = [
  ...scalars,
  '18446744073709551616',
  ...texts,
  '[]',
  '{}',
  '[null]',
  '[{}]',
  '{"":0}',
  '{"__proto__":{"x":1}}',
]

const hostileNames = [
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"layers"',
  '"manifests"',
]
const knownNames = [
  '"config"',
  '"fsLayers"',
  '"history"',
  '"mediaType"',
  '"schemaVersion"',
  '"dockerImageManifest"',
  '"items"',
]

const member = (
  tree: Tree,
  at: number,
  change: (name: string, value: Tree) => (readonly [string, Tree])[],
): Tree =>
  'members' in tree && tree.members.length > 0
    ? {
        members: tree.members.flatMap((each, i) =>
          i === at % tree.members.length ? change(...each) : [each],
        ),
      }
    : tree

const element = (tree: Tree, at: number, change: (value: Tree) => Tree[]): Tree =>
  'elements' in tree && tree.elements.length > 0
    ? {
        elements: tree.elements.flatMap((each, i) =>
          i === at % tree.elements.length ? change(each) : [each],
        ),
      }
    : tree

/** The same name in letters that Go takes for it, or written with an escape. */
const respelled = (name: string, which: number): string => {
  const plain: string = JSON.parse(name)
  const escaped = `"\\u${plain.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(2)}`
  const others = foldings(plain).map((spelling) => JSON.stringify(spelling))
  return plain === '' || name.startsWith('"\\') ? name : nth([escaped, ...others], which)
}

const nested = (tree: Tree, depth: number): Tree =>
  depth === 0
    ? tree
    : nested(depth % 2 === 0 ? { elements: [tree] } : { members: [['"a"', tree]] }, depth - 1)

const digits = (text: string, which: number): string => {
  if (!/^\d+$/.test(text)) return text
  return nth(
    [
      `${text}.0`,
      `${text}e0`,
      `-${text}`,
      `0${text}`,
      `${text}0`,
      `${text}${'0'.repeat(20)}`,
      `${Number(text) + 1}`,
    ],
    which,
  )
}

/** Changes that leave JSON well-formed, or nearly so, each of one part of a tree. */
const edits = {
  replace: (_: Tree, which: number): Tree => ({ text: nth(values, which) }),
  drop: (tree: Tree, which: number): Tree =>
    member(
      element(tree, which, () => []),
      which,
      () => [],
    ),
  duplicate: (tree: Tree, which: number): Tree =>
    member(
      element(tree, which, (value) => [value, value]),
      which,
      (name, value) => [
        [name, value],
        [name, which % 3 === 0 ? { text: nth(values, which) } : value],
      ],
    ),
  respell: (tree: Tree, which: number): Tree =>
    member(tree, which, (name, value) => [[respelled(name, which >> 4), value]]),
  'add in another spelling': (tree: Tree, which: number): Tree =>
    member(tree, which, (name, value) => {
      const other = [
        respelled(name, which >> 4),
        which % 2 === 0 ? value : { text: nth(values, which >> 4) },
      ] as const
      return which % 5 < 2 ? [other, [name, value]] : [[name, value], other]
    }),
  add: (tree: Tree, which: number): Tree =>
    'members' in tree
      ? {
          members: [
            [nth([...hostileNames, ...knownNames], which), { text: nth(values, which >> 4) }],
            ...tree.members,
          ],
        }
      : tree,
  rename: (tree: Tree, which: number): Tree =>
    member(tree, which, (_, value) => [[nth([...hostileNames, ...knownNames], which >> 4), value]]),
  number: (tree: Tree, which: number): Tree => ('text' in tree ? { text: digits(tree.text, which) } : tree),
  nest: (tree: Tree, which: number): Tree => nested(tree, nth([1, 2, 3, 70], which)),
  reverse: (tree: Tree): Tree => {
    if ('elements' in tree) return { elements: tree.elements.toReversed() }
    return 'members' in tree ? { members: tree.members.toReversed() } : tree
  },
  /** A change inside a text that holds JSON itself: a manifest, a config. */
  inside: (tree: Tree, which: number): Tree => {
    if (!('text' in tree) || !/^"\s*\{/.test(tree.text)) return tree
    const inner = treeOf(JSON.parse(tree.text) as string)
    const kind = nth(
      editKinds.filter((each) => each !== 'inside'),
      which,
    )
    return { text: JSON.stringify(textOf(applied(inner, { kind, where: which >> 3, which: which >> 5 }))) }
  },
} as const

type EditKind = keyof typeof edits
export const editKinds = Object.keys(edits) as EditKind[]

/** Parts that are looked at for one that the change can be made of. */
const patience = 50

export const applied = (tree: Tree, { kind, where, which }: Edit): Tree => {
  const count = countOf(tree)
  for (let tried = 0; tried < Math.min(count, patience); tried++) {
    let changed = false
    const result = editedAt(tree, (where + tried) % count, (part) => {
      const edited = edits[kind](part, which)
      changed = edited !== part
      return edited
    })
    if (changed) return result
  }
  return tree
}
