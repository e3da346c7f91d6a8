/** A customer record as first created: facts are written under it and keep it. */
export interface Origin {
  readonly id: string
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/** A row of the edge log: two origins are one customer, or (`removes`) the row with that number is no longer in force. */
export type OriginEdge = { readonly id: string; readonly a: string; readonly b: string } | { readonly id: string; readonly removes: string }

/**
 * The customer of each origin: the oldest of its connected origins, or of two of the same age the one with the smaller id. It depends on which edges were
 * added and removed, never on their order.
 *
 * @param origins One component or several; edges to others are left out.
 */
export function customersOf(origins: readonly Origin[], edges: readonly OriginEdge[]): ReadonlyMap<string, string> {
  const known = new Map(origins.map((origin) => [origin.id, origin]))
  const removed = new Set(edges.flatMap((edge) => ('removes' in edge ? [edge.removes] : [])))
  const parent = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next
    // Path compression: every step now points to the root, so that a long chain is walked once.
    for (let step = id; step !== root;) {
      const next = parent.get(step) ?? root
      parent.set(step, root)
      step = next
    }
    return root
  }
  for (const edge of edges) {
    if ('removes' in edge || removed.has(edge.id)) continue
    const [a, b] = [known.get(rootOf(edge.a)), known.get(rootOf(edge.b))]
    if (a === undefined || b === undefined || a === b) continue
    const [older, younger] = isOlder(a, b) ? [a, b] : [b, a]
    parent.set(younger.id, older.id)
  }
  return new Map(origins.map(({ id }) => [id, rootOf(id)]))
}

function isOlder(a: Origin, b: Origin): boolean {
  // Stryker disable next-line EqualityOperator: neither two ids nor, where they are compared, two ages are the same
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt
}
