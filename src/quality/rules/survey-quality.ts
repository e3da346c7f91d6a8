import type { QualityFlag } from '#collect/quality-gate.ts'
import { Breather } from '#kernel/breather.ts'
import { flagOf, groupOf, NO_LIMITS, type OutlierLimits, readyRules } from './rule-book.ts'
import { QUALITY_SCOPES, qualityField, type QualityScope } from './quality-fields.ts'
import type { QualityRule, QualityRules } from './quality-rules.ts'
import { type Repeat, type RepeatFinder, repeatFinder, type StoredFact } from './repeated-facts.ts'
import { type Limits, robustLimits } from './robust-limits.ts'

/** What is stored, as rules see it. */
export interface StoredFacts {
  /** The newest `most` facts of a scope in the order of their time, a block at a time. */
  facts(scope: QualityScope, most: number, needs: FactNeeds): AsyncIterable<readonly StoredFact[]>
}

export interface FactNeeds {
  /** Whether rules look at personal values, which must be decrypted for it. */
  readonly personal: boolean
  /** Whether rules look at where customers signed up. */
  readonly signUps: boolean
  /** Properties of events that rules look at, by name: all others are left where they are. */
  readonly properties: readonly string[]
}

/** stored: judged by what is stored. arrival: it can only be judged as a record comes in. few: there are too few numbers to say which are far off. */
export type JudgedBy = 'stored' | 'arrival' | 'few'

export interface RuleSurvey {
  readonly ruleId: string
  readonly judged: JudgedBy
  /** Facts that the rule says something of, and those that break it. */
  readonly checked: number
  readonly broken: number
  readonly examples: readonly RuleExample[]
  /** Limits of an outlier rule, by currency. */
  readonly limits: readonly (Limits & { readonly group: string })[]
}

/** A fact that breaks a rule; its value is masked. */
export interface RuleExample {
  readonly customerId: string
  readonly at: number
  readonly masked: string
}

export interface ScopeSurvey {
  readonly scope: QualityScope
  readonly facts: number
  /** Whether those are all. */
  readonly complete: boolean
}

export interface QualitySurvey {
  readonly scopes: readonly ScopeSurvey[]
  readonly rules: readonly RuleSurvey[]
}

export interface SurveyOptions {
  readonly region: string
  /** Epoch milliseconds. */
  readonly now: number
  /** Facts of a scope that are gone through, the newest. */
  readonly most: number
  /** Told of each fact that breaks a rule. */
  readonly onBroken?: (rule: QualityRule, fact: StoredFact, flag: QualityFlag, more: Omit<Repeat, 'fact'>) => void
  readonly signal?: AbortSignal
}

const EXAMPLES = 5
const PROPERTY = 'properties.'
/** Numbers of one group that limits are taken from. */
const MOST_NUMBERS = 1_000_000

/** What rules say of what is stored: the dry run before they are saved, and the nightly look. Rules that are off are gone through too. */
export async function surveyQuality(
  stored: StoredFacts,
  rules: QualityRules,
  options: SurveyOptions,
): Promise<QualitySurvey & { readonly limits: OutlierLimits }> {
  const on: QualityRules = { rules: rules.rules.map((rule) => ({ ...rule, action: rule.action === 'off' ? 'flag' : rule.action })) }
  const limits = new Map<string, ReadonlyMap<string, Limits>>()
  const scopes: ScopeSurvey[] = []
  const surveys = new Map<string, RuleSurvey>()
  for (const scope of QUALITY_SCOPES) {
    const own = on.rules.filter((rule) => rule.scope === scope)
    const judged = own.filter((rule) => qualityField(scope, rule.field)?.stored === true)
    for (const rule of own) surveys.set(rule.id, emptySurvey(rule, judged.includes(rule) ? 'stored' : 'arrival'))
    if (judged.length === 0) continue
    for (const [id, groups] of await limitsOf(stored, scope, judged, options)) limits.set(id, groups)
    scopes.push(await surveyScope(stored, scope, { rules: judged }, { ...options, limits, surveys }))
  }
  return { scopes, rules: rules.rules.map(({ id }) => surveys.get(id) as RuleSurvey), limits }
}

function emptySurvey(rule: QualityRule, judged: JudgedBy): RuleSurvey {
  return { ruleId: rule.id, judged, checked: 0, broken: 0, examples: [], limits: [] }
}

interface Going extends SurveyOptions {
  readonly limits: OutlierLimits
  readonly surveys: Map<string, RuleSurvey>
}

async function surveyScope(stored: StoredFacts, scope: QualityScope, own: QualityRules, going: Going): Promise<ScopeSurvey> {
  const { region, now, limits, most, surveys, onBroken, signal } = going
  const tallies = new Map(own.rules.map(({ id }) => [id, { checked: 0, broken: 0, examples: [] as RuleExample[] }]))
  const ready = readyRules(own, scope, region, limits)
  const finders = own.rules.flatMap((rule): RepeatFinder[] => {
    const finder = repeatFinder(rule)
    return finder === undefined ? [] : [finder]
  })
  const note = (rule: QualityRule, { fact, ...more }: Repeat): void => {
    const tally = tallies.get(rule.id)
    const field = qualityField(scope, rule.field)
    if (tally === undefined || field === undefined) return
    tally.broken += 1
    const flag = flagOf(rule, field, fact.read)
    if (tally.examples.length < EXAMPLES) tally.examples.push({ customerId: fact.customerId, at: fact.at, masked: flag.masked })
    onBroken?.(rule, fact, flag, more)
  }
  let facts = 0
  const breather = new Breather()
  for await (const block of stored.facts(scope, most, needsOf(own))) {
    signal?.throwIfAborted()
    facts += block.length
    for (const fact of block) {
      if (breather.isDue) await breather.pause()
      for (const { rule, breaks } of ready) {
        const broken = breaks(fact.read, now)
        if (broken === undefined) continue
        const tally = tallies.get(rule.id)
        if (tally !== undefined) tally.checked += 1
        if (broken) note(rule, { fact })
      }
      for (const finder of finders) {
        const found = finder.push(fact)
        if (found === undefined) continue
        const tally = tallies.get(finder.rule.id)
        if (tally !== undefined) tally.checked += 1
        for (const one of found) note(finder.rule, one)
      }
    }
  }
  for (const finder of finders) {
    for (const one of finder.end()) {
      if (breather.isDue) await breather.pause()
      note(finder.rule, one)
    }
  }
  for (const rule of own.rules) {
    const groups = [...(limits.get(rule.id) ?? [])].map(([group, limit]) => ({ group, ...limit }))
    const judged: JudgedBy = rule.kind === 'outlier' && groups.length === 0 ? 'few' : 'stored'
    surveys.set(rule.id, { ruleId: rule.id, judged, limits: groups, ...(tallies.get(rule.id) ?? { checked: 0, broken: 0, examples: [] }) })
  }
  return { scope, facts, complete: facts < most }
}

function needsOf({ rules }: QualityRules): FactNeeds {
  const fields = new Set(rules.flatMap(({ field, other = '', by = '' }) => [field, other, by]))
  return {
    personal: fields.has('phone') || fields.has('email'),
    signUps: fields.has('registeredIp') || fields.has('registeredDevice'),
    properties: [...fields].filter((field) => field.startsWith(PROPERTY)).map((field) => field.slice(PROPERTY.length)),
  }
}

/** The limits of the outlier rules of a scope, from its numbers as they are stored. */
export async function limitsOf(
  stored: StoredFacts,
  scope: QualityScope,
  rules: readonly QualityRule[],
  { most, signal }: Pick<SurveyOptions, 'most' | 'signal'>,
): Promise<OutlierLimits> {
  const outliers = rules.filter(({ kind }) => kind === 'outlier')
  if (outliers.length === 0) return NO_LIMITS
  const numbers = new Map<string, Map<string, number[]>>()
  for (const { field } of outliers) numbers.set(field, new Map())
  const breather = new Breather()
  for await (const block of stored.facts(scope, most, { personal: false, signUps: false, properties: [] })) {
    signal?.throwIfAborted()
    for (const { read } of block) {
      if (breather.isDue) await breather.pause()
      const group = groupOf(scope, read)
      for (const [field, groups] of numbers) {
        const value = read(field)
        if (typeof value !== 'number' || !Number.isFinite(value)) continue
        const own = groups.get(group)
        if (own === undefined) groups.set(group, [value])
        else if (own.length < MOST_NUMBERS) own.push(value)
      }
    }
  }
  return new Map(
    outliers.map(({ id, field, method = 'mad', cutoff = 0 }) => [
      id,
      new Map(
        [...(numbers.get(field) ?? [])].flatMap(([group, all]) => {
          const limits = robustLimits(Float64Array.from(all), method, cutoff)
          return limits === undefined ? [] : [[group, limits] as const]
        }),
      ),
    ]),
  )
}
