import type { QualityGate } from '../quality-gate.ts'
import type { CompiledPlan } from '../plan/compile-plan.ts'
import type { ToUtc } from './read-instant.ts'
import type { ConsentRule } from './source-rule.ts'
import type { TraitMeasure } from './trait-measure.ts'

/** Where and when a request was received, and what its source says: the same for all of its messages. */
export interface RequestOrigin {
  readonly sourceId: string
  /** Epoch milliseconds on our clock. */
  readonly receivedAt: number
  /** Epoch milliseconds on the clock of the device; null where it did not say. */
  readonly sentAt: number | null
  /** Of times without an offset: the project's zone. */
  readonly toUtc: ToUtc
  readonly inboxId: string
  /** What userId means for this source. */
  readonly userIdKind: string
  /** Absent where nobody is asked. */
  readonly consent?: ConsentRule
  /** What the source is expected to send; absent where nobody said. */
  readonly plan?: CompiledPlan
  /** Traits that are kept as measures; absent where none is. */
  readonly traitMeasures?: readonly TraitMeasure[]
  /** When the request was put back from quarantine, epoch milliseconds: its messages are known since then. */
  readonly putBackAt?: number
  /** The project's currency: what a sign such as $ means where it can be several. */
  readonly currency?: string
  /** The rules of quality; absent where none are asked. */
  readonly quality?: QualityGate
  /** Secret of the installation: ids that are an email address or a phone number are stored as a code made with it. */
  readonly secret: string
}
