/**
 * What `read` gives for each item, in the items' order and as soon as it is there, while up to `ahead` further ones are
 * already being read: a bucket answers each request late, but many at once; a worker thread works while others do. An
 * item is asked for only when there is room for it. A read that fails ends it all when its turn comes.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result> {
  const waiting: { readonly reading: Promise<Result>; isOver: boolean }[] = []
  const begin = (item: Item): void => {
    const begun = { reading: read(item), isOver: false }
    const end = (): void => {
      begun.isOver = true
    }
    // Handled: its turn may never come, when one before it fails.
    begun.reading.then(end, end)
    waiting.push(begun)
  }
  for await (const item of items) {
    begin(item)
    for (let [first] = waiting; first && (first.isOver || waiting.length > ahead); [first] = waiting) {
      waiting.shift()
      yield await first.reading
    }
  }
  for (const { reading } of waiting) yield await reading
}
