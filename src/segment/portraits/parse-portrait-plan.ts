import { AppError } from '#kernel/app-error.ts'
import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import type { SegmentMeanings } from '../conditions/evaluate-condition.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import { readConditionText } from '../conditions/read-condition-text.ts'
import type { GivenPart, PortraitPart } from './portrait-plan.ts'
import { COMPLETENESS_FIELD } from './portrait-plan.ts'

const NAME = /^[a-z][a-z0-9_]{0,59}$/u

/** Reads the parts of a plan. @throws AppError `portrait-plan-wrong` with the place and what must be there, and of `parseCondition` */
export function parsePortraitPlan(
  given: readonly GivenPart[],
  { catalogue, meanings }: { readonly catalogue: ConditionCatalogue; readonly meanings: SegmentMeanings },
): PortraitPart[] {
  const seen = new Set<string>()
  return given.map(({ name, label, weight, way, where }, i) => {
    if (!NAME.test(name)) throw wrongPlan(`parts[${i}].name`, 'a to z, digits and _, beginning with a letter, at most 60')
    if (seen.has(name)) throw wrongPlan(`parts[${i}].name`, 'a name that no other part has')
    seen.add(name)
    const condition = parseCondition(readConditionText(where), catalogue)
    // A fixed moment will do: which fields are asked does not depend on it.
    const { fields } = needsOf([condition], meanings, { now: new Date(0), timeZone: 'UTC' })
    if (fields.has(COMPLETENESS_FIELD)) throw wrongPlan(`parts[${i}].where`, `a condition that does not ask for ${COMPLETENESS_FIELD}`)
    return { name, label, weight, way, condition }
  })
}

function wrongPlan(path: string, expected: string): AppError {
  return new AppError('invalid-input', 'portrait-plan-wrong', `The required parts were not saved: ${path} must be ${expected}.`, {
    details: { path, expected },
  })
}
