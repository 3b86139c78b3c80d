/** JSON as it is written: pairs in their order, names and scalars as their own text. */
export type Tree =
  | { readonly text: string }
  | { readonly elements: readonly Tree[] }
  | { readonly members: readonly (readonly [name: string, value: Tree])[] }

/** Takes well-formed JSON apart without reading anything into it. */
export const treeOf = (json: string): Tree => {
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const [found = ''] = pattern.exec(json) ?? []
    at += found.length
    return found
  }
  const space = (): void => void take(/[ \t\r\n]*/y)
  const text = (): string => take(/"(?:[^"\\]|\\.)*"/y)
  const list = <T>(end: string, each: () => T): T[] => {
    const all: T[] = []
    at++
    for (space(); json[at] !== end && at < json.length; space()) {
      if (json[at] === ',') at++
      space()
      all.push(each())
    }
    at++
    return all
  }
  const value = (): Tree => {
    space()
    if (json[at] === '[') return { elements: list(']', value) }
    if (json[at] !== '{') return { text: json[at] === '"' ? text() : take(/[^,\]}\s]+/y) }
    return {
      members: list('}', () => {
        const name = text()
        space()
        at++
        return [name, value()] as const
      }),
    }
  }
  return value()
}

export const textOf = (tree: Tree): string => {
  if ('text' in tree) return tree.text
  if ('elements' in tree) return `[${tree.elements.map(textOf).join(',')}]`
  return `{${tree.members.map(([name, value]) => `${name}:${textOf(value)}`).join(',')}}`
}

/** How many trees a tree is made of, itself included. */
export const countOf = (tree: Tree): number => {
  if ('text' in tree) return 1
  const parts = 'elements' in tree ? tree.elements : tree.members.map(([, value]) => value)
  return parts.reduce((sum, part) => sum + countOf(part), 1)
}

/** A copy with the tree at number `index`, counted from the root on, replaced. */
export const editedAt = (tree: Tree, index: number, edit: (tree: Tree) => Tree): Tree => {
  let left = index
  const walk = (part: Tree): Tree => {
    if (left < 0) return part
    if (left-- === 0) return edit(part)
    if ('text' in part) return part
    if ('elements' in part) return { elements: part.elements.map(walk) }
    return { members: part.members.map(([name, value]) => [name, walk(value)] as const) }
  }
  return walk(tree)
}
