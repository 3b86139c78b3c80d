/** A namespace of a cluster for people. `Image` objects have none, and theirs must not read as the whole cluster. */
export const namespaceText = (cluster: string, namespace: string): string =>
  cluster === '' || namespace === ''
    ? [cluster, namespace || 'no namespace'].filter(Boolean).join(', ')
    : `${cluster}/${namespace}`
