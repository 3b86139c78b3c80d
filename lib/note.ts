/** Says something to whoever runs this: a file that is not what its name says, a file that is of no use. */
export type Note = (message: string) => void
