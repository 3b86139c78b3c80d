import fc from 'fast-check'
import { even } from './pick.ts'
import { type Tree, textOf, treeOf } from './tree.ts'
import { applied, type Edit, editKinds } from './tree-edit.ts'

const edit: fc.Arbitrary<Edit> = fc.record({ kind: fc.constantFrom(...editKinds), where: even, which: even })

/** One of the JSON texts, with up to three changes. */
export const edited = (texts: readonly string[]): fc.Arbitrary<string> => {
  const trees = texts.map(treeOf)
  return fc
    .tuple(even, fc.array(edit, { maxLength: 3 }))
    .map(([at, edits]) => textOf(edits.reduce<Tree>(applied, trees[at % trees.length] as Tree)))
}
