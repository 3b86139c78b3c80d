/**
 * What `read` gives for each item, in the items' order, while up to `ahead` further ones are already being read: a
 * bucket answers each request late, but many at once; a worker thread works while others do. An item is asked for only
 * when there is room for it. A read that fails ends it all when its turn comes.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = []
  const begin = (item: Item): void => {
    const reading = read(item)
    // Its turn may never come, when one before it fails.
    reading.catch(() => {})
    waiting.push(reading)
  }
  for await (const item of items) {
    begin(item)
    if (waiting.length > ahead) yield await (waiting.shift() as Promise<Result>)
  }
  for (const reading of waiting) yield await reading
}
