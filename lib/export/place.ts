/** Says where an offset stands in its source, for people. */
export type Locate = (offset: number) => string

export const byteAt: Locate = (offset) => `byte ${offset}`
