import type { VariantSegment, VariantSegments } from '#act/content/variant-ports.ts'
import type { WhoMeets } from '#act/pieces/piece-ports.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'

/** Customers that are asked about in one query: their ids travel with it. */
const AT_ONCE = 2_000

/** Segments of variants. Grain: customers. Cost: the list of segments, and one query of their conditions over the rows of these customers alone. */
export function createVariantSegments(parts: {
  readonly segments: Pick<SegmentService, 'language' | 'problemOf'>
  readonly whoMeets: WhoMeets
}): VariantSegments {
  const { segments, whoMeets } = parts
  const states = async (ids: readonly string[]): Promise<ReadonlyMap<string, VariantSegment>> => {
    const language = await segments.language()
    return new Map(
      ids.map((id): [string, VariantSegment] => {
        const found = language.segments.find((segment) => segment.id === id && segment.grain === 'customers')
        if (found === undefined) return [id, { name: '', problem: 'missing' }]
        if (found.archivedAt !== null) return [id, { name: found.name, problem: 'archived' }]
        return [id, { name: found.name, problem: segments.problemOf(found, language) === null ? null : 'broken' }]
      }),
    )
  }
  return {
    states,

    async members(ids, customerIds) {
      const known = await states(ids)
      const askable = ids.filter((id) => known.get(id)?.problem === null)
      const found = new Map(askable.map((id) => [id, new Set<string>()]))
      if (askable.length === 0) return found
      const conditions = askable.map((segment) => ({ segment }))
      for (let start = 0; start < customerIds.length; start += AT_ONCE) {
        const met = await whoMeets(customerIds.slice(start, start + AT_ONCE), conditions)
        for (const [i, id] of askable.entries()) for (const customer of met[i] ?? []) found.get(id)?.add(customer)
      }
      return found
    },
  }
}
