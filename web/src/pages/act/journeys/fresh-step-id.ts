/** An id that no step had before: what was done in an earlier version is told apart by it. */
export function freshStepId(kind: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return `${kind.replaceAll('_', '-')}-${random.toString(36)}`
}
