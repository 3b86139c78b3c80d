/** Bytes that one chunk has at least. */
const enough = 65_536

/** `unit` so many times, between brackets and with commas unless told otherwise, in chunks. */
export function* sequence(unit: string, count: number, brackets = '[]', comma = ','): Generator<Buffer> {
  const whole = Math.max(1, Math.ceil(enough / (unit.length + comma.length)))
  const chunk = Buffer.from((unit + comma).repeat(whole))
  yield Buffer.from(brackets.slice(0, 1))
  let left = count - 1
  for (; left >= whole; left -= whole) yield chunk
  yield Buffer.from((unit + comma).repeat(left) + unit + brackets.slice(1))
}

/** `"k0":value,"k1":value` and so on, in chunks. */
export function* mapping(count: number, value: string): Generator<Buffer> {
  let text = ''
  for (let index = 0; index < count; index++) {
    text += `${index === 0 ? '' : ','}"k${index}":${value}`
    if (text.length >= enough) {
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(text)
}

/** The same as an object. */
export function* object(count: number, value: string): Generator<Buffer> {
  yield Buffer.from('{')
  yield* mapping(count, value)
  yield Buffer.from('}')
}
