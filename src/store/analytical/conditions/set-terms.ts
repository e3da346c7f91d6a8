import type { ActTest, Condition, FieldTest } from '#segment/conditions/condition.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'

/** A test that has to hold, or must not. */
export interface Term<Test> {
  readonly test: Test
  readonly isNot: boolean
}

/** What all has to hold of a customer, by how it is asked. */
export interface SetTerms {
  readonly fields: readonly Term<FieldTest>[]
  readonly acts: readonly Term<ActTest>[]
  /** Neither: groups of their own, sequences, earlier times, lists. */
  readonly rest: readonly Condition[]
}

/** The parts of a condition that all have to hold, through groups of all and segments by a condition. */
export function setTermsOf(condition: Condition, segments: SegmentMeanings): SetTerms {
  const terms = { fields: [] as Term<FieldTest>[], acts: [] as Term<ActTest>[], rest: [] as Condition[] }
  const look = (part: Condition): void => {
    const isNot = 'not' in part
    const bare = isNot ? part.not : part
    if ('all' in part) part.all.forEach(look)
    else if ('segment' in part) {
      const meaning = segments.get(part.segment)
      if (meaning === undefined || meaning === 'snapshot') terms.rest.push(part)
      else look(meaning)
    } else if ('field' in bare) terms.fields.push({ test: bare, isNot })
    else if ('did' in bare) terms.acts.push({ test: bare, isNot })
    else terms.rest.push(part)
  }
  look(condition)
  return terms
}
