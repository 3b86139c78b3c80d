import { hash, timingSafeEqual } from 'node:crypto'

const digestOf = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'), 'hex')

/** Whether the texts are equal; how long that takes tells nothing about where they differ, or how long they are. */
export const isSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(digestOf(given), digestOf(secret))
