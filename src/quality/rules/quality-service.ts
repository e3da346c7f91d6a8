import { FLAGS_OF_FILE, type FlagTally, type QualityGate, type QualityPort } from '#collect/quality-gate.ts'
import type { Clock } from '#kernel/clock.ts'
import type { FilledValueStore, FoundFill } from '../fills/filled-values.ts'
import type { FakeSignUpStore, FoundFake } from '../sign-ups/fake-sign-ups.ts'
import type { NewFlag, QualityFlagStore } from './quality-flags.ts'
import type { QualityRuleKeeper } from './quality-rule-keeper.ts'
import { checkQualityRules, type QualityRules, type RuleAction } from './quality-rules.ts'
import { type QualitySurvey, type StoredFacts, surveyQuality } from './survey-quality.ts'

interface Parts {
  readonly keeper: QualityRuleKeeper
  readonly flags: QualityFlagStore
  readonly facts: StoredFacts
  readonly fakes: Pick<FakeSignUpStore, 'settle'>
  readonly fills: FilledValueStore
  readonly clock: Clock
  readonly region: () => string
}

/** Facts of each scope that a dry run looks at, and those that the nightly look does: the newest. */
const PREVIEWED = 100_000
const LOOKED_AT = 500_000

/** The rules of quality at work: what they would find, what they find in what is stored, and where marks of files go. */
export class QualityService implements QualityPort {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  gate(): QualityGate {
    return this.#parts.keeper.gate()
  }

  async keep(originId: string, tally: FlagTally): Promise<void> {
    await this.#replace(
      'import',
      originId,
      tally.kept.map((flag) => ({ ...flag, customerId: null })),
      tally.counts,
    )
  }

  /** What rules would find in what is stored; saves nothing. @throws AppError invalid-input `quality-rules-wrong` */
  async preview(rules: QualityRules): Promise<QualitySurvey> {
    const { facts, clock, region } = this.#parts
    const { scopes, rules: found } = await surveyQuality(facts, checkQualityRules(rules), {
      region: region(),
      now: clock.now().getTime(),
      most: PREVIEWED,
    })
    return { scopes, rules: found }
  }

  /** Goes through what is stored by the rules that hold: marks what breaks them, and takes the limits of outlier rules anew. */
  async look(
    signal?: AbortSignal,
  ): Promise<{ readonly facts: number; readonly flagged: number; readonly leftOut: number; readonly filled: number }> {
    const { keeper, facts, fakes, clock, region } = this.#parts
    await keeper.follow()
    const { version, rules } = keeper
    const tally = new Map<string, NewFlag[]>()
    const counts = new Map<string, number>()
    const fakeSignUps: FoundFake[] = []
    const fills: FoundFill[] = []
    const {
      scopes,
      rules: found,
      limits,
    } = await surveyQuality(facts, on(rules), {
      region: region(),
      now: clock.now().getTime(),
      most: LOOKED_AT,
      ...(signal === undefined ? {} : { signal }),
      onBroken(rule, fact, flag, { burst = '', value }) {
        const { key: customerId, at: signedUpAt } = fact
        if (rule.action === 'leave-out')
          fakeSignUps.push({ customerId, ruleId: rule.id, burst, field: flag.field, masked: flag.masked, signedUpAt })
        if (value !== undefined) fills.push({ customerId, field: rule.field, value, ruleId: rule.id })
        counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1)
        const kept = tally.get(rule.id) ?? []
        // Of many the newest, which somebody may still do something about.
        kept.push({ ...flag, record: fact.key, customerId: fact.customerId === '' ? null : fact.customerId })
        if (kept.length > FLAGS_OF_FILE) kept.shift()
        tally.set(rule.id, kept)
      },
    })
    await this.#replace('stored', '', [...tally.values()].flat(), counts)
    const isComplete = scopes.find(({ scope }) => scope === 'customers')?.complete ?? true
    const leftOut = await fakes.settle({ found: fakeSignUps, ...this.#holding('leave-out'), version, isComplete })
    const filled = await this.#parts.fills.settle({ found: fills, ...this.#holding('fill'), version, isComplete })
    await keeper.saveLook({ version, limits, survey: { scopes, rules: found }, lookedAt: clock.now() })
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
    return { facts: sum(scopes.map((scope) => scope.facts)), flagged: sum([...counts.values()]), leftOut, filled }
  }

  /** Takes back what rules left out or filled that do so no more. */
  async letGo(): Promise<void> {
    const { fakes, fills } = this.#parts
    await fakes.settle({ found: [], ...this.#holding('leave-out'), isComplete: false })
    await fills.settle({ found: [], ...this.#holding('fill'), isComplete: false })
  }

  #holding(wanted: RuleAction): { readonly version: number; readonly rules: readonly string[]; readonly now: Date } {
    const { version, rules } = this.#parts.keeper
    return {
      version,
      rules: rules.rules.filter(({ action }) => action === wanted).map(({ id }) => id),
      now: this.#parts.clock.now(),
    }
  }

  async #replace(
    origin: 'import' | 'stored',
    originId: string,
    flags: readonly NewFlag[],
    counts: ReadonlyMap<string, number>,
  ): Promise<void> {
    const now = this.#parts.clock.now()
    await this.#parts.flags.replace({ origin, originId, day: now.toISOString().slice(0, 10), flags, counts, now })
  }
}

function on({ rules }: QualityRules): QualityRules {
  return { rules: rules.filter(({ action }) => action !== 'off') }
}
