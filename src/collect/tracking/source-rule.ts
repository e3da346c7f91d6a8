import type { ConsentPurpose } from '#privacy/consent.ts'
import type { CompiledPlan } from '../plan/compile-plan.ts'
import type { TraitMeasure } from './trait-measure.ts'

/** What the data of a source are for, and what that asks of the person. */
export interface ConsentRule {
  readonly purpose: ConsentPurpose
  /** True: nothing is kept without a yes. False: everything is, but for people who said no. */
  readonly required: boolean
  /** What the consent banner of the sender calls this purpose; where it is empty, the purpose itself. */
  readonly categories: readonly string[]
}

/** What a source says of its messages. */
export interface SourceRule {
  /** What userId means. */
  readonly userIdKind: string
  /** Absent where nobody is asked. */
  readonly consent?: ConsentRule
  /** Somebody looks at what comes in: it is kept for a while as `message-watch.ts` says. */
  readonly isWatched?: boolean
  /** Traits that are kept as measures; absent where none is. */
  readonly traitMeasures?: readonly TraitMeasure[]
  /** What it is expected to send; absent where nobody said. */
  readonly plan?: CompiledPlan
}

/** Of a source that is gone. */
export const NO_RULE: SourceRule = { userIdKind: 'user_id' }
