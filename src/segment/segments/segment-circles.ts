import type { Condition } from '../conditions/condition.ts'
import { segmentCircle, tooMany } from '../conditions/condition-errors.ts'
import { CONDITION_LIMITS } from '../conditions/condition-limits.ts'
import { testsIn } from '../conditions/parse-condition.ts'
import type { Segment } from './segment.ts'

/** Segments that a condition names, with where in the JSON. */
export function segmentsIn(condition: Condition, path = '$'): { readonly id: string; readonly path: string }[] {
  if ('all' in condition) return condition.all.flatMap((part, i) => segmentsIn(part, `${path}.all[${i}]`))
  if ('any' in condition) return condition.any.flatMap((part, i) => segmentsIn(part, `${path}.any[${i}]`))
  if ('not' in condition) return segmentsIn(condition.not, `${path}.not`)
  if ('asOf' in condition) return segmentsIn(condition.condition, `${path}.condition`)
  if ('account' in condition) return segmentsIn(condition.account, `${path}.account`)
  if ('people' in condition) return segmentsIn(condition.people, `${path}.people`)
  return 'segment' in condition ? [{ id: condition.segment, path: `${path}.segment` }] : []
}

/**
 * A segment whose condition leads back to itself means nobody; one that is made of too many is too slow to ask.
 *
 * @throws AppError `condition-circle`, `condition-size`
 */
export function checkCircles(id: string, condition: Condition, { segments }: { readonly segments: readonly Segment[] }): void {
  const byId = new Map(segments.map((segment) => [segment.id, segment]))
  let tests = testsIn(condition)
  const follow = (named: ReturnType<typeof segmentsIn>, way: readonly string[], at: string | null): void => {
    for (const { id: next, path } of named) {
      const place = at ?? path
      const segment = byId.get(next)
      const names = [...way, segment?.name ?? next]
      if (next === id) throw segmentCircle(place, names.join(' → '))
      if (segment === undefined || segment.kind === 'snapshot') continue
      tests += testsIn(segment.condition)
      if (tests > CONDITION_LIMITS.tests) throw tooMany(place, 'tests', CONDITION_LIMITS.tests)
      follow(segmentsIn(segment.condition), names, place)
    }
  }
  follow(segmentsIn(condition), [], null)
}

/** Segments in use that name this one. */
export function usersOf(id: string, segments: readonly Segment[]): Segment[] {
  return segments.filter(
    (segment) =>
      segment.archivedAt === null && segment.kind === 'dynamic' && segmentsIn(segment.condition).some((named) => named.id === id),
  )
}
