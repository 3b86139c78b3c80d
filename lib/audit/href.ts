/** A key as a relative URL: whatever a name holds, `%` among it, means itself. */
export const hrefOf = (key: string): string => key.split('/').map(encodeURIComponent).join('/')
