/** Something that holds an export: a file, an object, standard input. */
export interface Source {
  /** The object key, or the file's name without its folders; standard input is `-`. */
  readonly name: string
  /** The bytes as given, compressed or not; called once. */
  open(): AsyncIterable<Uint8Array>
  /** Length in bytes where it is known, for progress. */
  readonly size?: number
}
