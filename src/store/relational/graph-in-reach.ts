import type { IdentityGraph } from './identity-graph.ts'

type Edge = IdentityGraph['edges'][number]

/** The other customers that the log of a customer names, each once. */
export function othersOf({ edges }: Pick<IdentityGraph, 'edges'>): string[] {
  return [...new Set(edges.flatMap((edge) => (edge.isOther && edge.otherId !== null ? [edge.otherId] : [])))]
}

/**
 * The graph for somebody who sees only some of the other customers. What the log says of those they may not see stays, without who it was: no id, no record of
 * theirs, and no value but those of the customer.
 */
export function graphInReach(graph: IdentityGraph, seen: ReadonlySet<string>): IdentityGraph {
  const hidden = othersOf(graph).filter((id) => !seen.has(id))
  if (hidden.length === 0) return graph
  const own = new Set(graph.identifiers.map(({ kind, masked }) => `${kind} ${masked}`))
  const edges = graph.edges.map((edge): Edge => {
    if (edge.otherId === null || !hidden.includes(edge.otherId)) return edge
    const theirs = (kind: string | null, masked: string | null) => kind === null || !own.has(`${kind} ${masked ?? ''}`)
    return {
      ...edge,
      otherId: null,
      from: null,
      to: null,
      masked: theirs(edge.kind, edge.masked) ? '' : edge.masked,
      withMasked: theirs(edge.withKind, edge.withMasked) ? null : edge.withMasked,
    }
  })
  return { ...graph, edges, hiddenOthers: hidden.length }
}
