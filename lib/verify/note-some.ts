import type { Note } from '../note.ts'

/** Who has read so many of one kind knows what is wrong. */
const most = 10

/** Notes each message once, and of many the first; then `more`. For what may be true of a million files. */
export const noteSome = (note: Note, more: string): Note => {
  const noted = new Set<string>()
  return (message) => {
    if (noted.size > most || noted.has(message)) return
    noted.add(message)
    note(noted.size > most ? more : message)
  }
}
