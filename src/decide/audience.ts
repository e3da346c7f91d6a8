import { AppError } from '#kernel/app-error.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { needsOf } from '#segment/conditions/condition-needs.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { evaluateCondition } from '#segment/conditions/evaluate-condition.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { AudienceLanguage, Candidate } from './candidate.ts'
import type { RiskTier } from './strategy.ts'

/** How audiences were said before they were conditions: an empty list means any, and all lists must hold. */
export interface AudienceLists {
  readonly riskTiers: readonly RiskTier[]
  readonly causes: readonly ChurnCause[]
  readonly lifecycleTiers: readonly LifecycleTier[]
  readonly valueClasses: readonly ValueClass[]
}

const FIELD_OF = {
  riskTiers: 'churn.tier',
  causes: 'churn.cause',
  lifecycleTiers: 'profile.tier',
  valueClasses: 'profile.value_class',
} as const satisfies Record<keyof AudienceLists, string>
const LISTS = Object.keys(FIELD_OF) as (keyof AudienceLists)[]
/** The fields that a list may ask for; every project has them. */
const CATALOGUE = catalogueOf([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS])
/** They hang on the risk that the model gives; causes are told beside it. */
const RISK_FIELDS = ['churn.tier', 'churn.probability']

/** What is asked for does not hang on the time. */
const ANY_TIME = { now: new Date(0), timeZone: 'UTC' }

/** The condition of the same customers. */
export function audienceOf(lists: Partial<AudienceLists>): Condition {
  return {
    all: LISTS.flatMap((list): Condition[] => {
      const values = lists[list] ?? []
      return values.length === 0 ? [] : [{ field: FIELD_OF[list], op: 'in', values }]
    }),
  }
}

/** Whether somebody says an audience by lists. */
export function saysLists(given: unknown): given is Partial<AudienceLists> {
  return typeof given === 'object' && given !== null && LISTS.some((list) => Object.hasOwn(given, list))
}

/**
 * The condition of lists that anybody may have sent.
 *
 * @throws AppError `strategy-audience` for what is no list, and those of `parseCondition` for a value that there is not
 */
export function readAudienceLists(given: Partial<AudienceLists>): Condition {
  for (const [name, values] of Object.entries(given)) {
    if (!LISTS.some((list) => list === name) || !Array.isArray(values)) {
      throw new AppError(
        'invalid-input',
        'strategy-audience',
        `An audience in lists has ${LISTS.join(', ')}, each a list; ${name} is none.`,
      )
    }
  }
  return parseCondition(audienceOf(given), CATALOGUE)
}

/** An audience as it was stored: what was said by lists is the condition that means the same. */
export function storedAudience(stored: unknown): Condition {
  return saysLists(stored) ? audienceOf(stored) : (stored as Condition)
}

/** Why an audience, or a segment that it names, can no longer be asked, as the code of the problem: an attribute or a segment may be gone. Null: it can. */
export function audienceProblem(audience: Condition, { catalogue, meanings }: AudienceLanguage): string | null {
  return codeOfProblem(() => {
    parseCondition(audience, catalogue)
    for (const segment of needsOf([audience], meanings, ANY_TIME).segments) {
      const meaning = meanings.get(segment)
      if (meaning !== 'snapshot') parseCondition(meaning, catalogue, catalogue.accountSegments.has(segment) ? 'accounts' : 'customers')
    }
  })
}

/** Whether it hangs on the risk of the churn model, itself or by a segment that it names. */
export function asksForRisk(audience: Condition, segments: SegmentMeanings): boolean {
  const { fields } = needsOf([audience], segments, ANY_TIME)
  return RISK_FIELDS.some((field) => fields.has(field))
}

/** Whether a customer of whom only the score and the profile are known is in an audience; for where there is no project, such as the library on the customers of a file. */
export function fitsAudience(
  audience: Condition,
  { riskTier, cause, riskProbability, lifecycleTier, valueClass }: Omit<Candidate, 'audiences'>,
): boolean {
  const known = {
    'churn.tier': riskTier,
    'churn.cause': cause,
    'churn.probability': riskProbability,
    'profile.tier': lifecycleTier,
    'profile.value_class': valueClass,
  }
  const fields = new Map(Object.entries(known).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])))
  const dossier = { customerId: '', fields, pastFields: new Map(), acts: {}, consents: new Map(), snapshots: new Set<string>() }
  return evaluateCondition(audience, dossier, { ...ANY_TIME, catalogue: CATALOGUE }).isMet
}
