import type { MessageRefusal } from '../message-fields.ts'
import { RefusedField } from '../message-fields.ts'
import type { PlanViolation } from '../../plan/compile-plan.ts'

/** The steps that a message goes through, in this order. Who sends it was checked at the door, before its request was stored. */
export type StepName = 'parse' | 'consent' | 'clock' | 'validate' | 'clean' | 'dedupe' | 'identify' | 'enrich' | 'store' | 'signal'

/** Why a message goes no further although nothing is wrong with it. */
export type DropReason = 'no_consent' | 'duplicate' | 'test' | 'bot' | 'repeat'

/** The message is counted by this reason and goes no further. */
export class Dropped<Reason extends DropReason = DropReason> {
  readonly step: StepName
  readonly reason: Reason

  constructor(step: StepName, reason: Reason) {
    this.step = step
    this.reason = reason
  }
}

/** The message is kept as it came, with the reason, until somebody repairs it. */
export class Quarantined {
  readonly step: StepName
  readonly reason: MessageRefusal
  /** Path of the field that is to blame; '' for the whole message. */
  readonly field: string
  readonly message: string
  /** In which the message is not what the tracking plan of its source says. */
  readonly violations: readonly PlanViolation[]

  constructor(step: StepName, reason: MessageRefusal, field: string, message: string, violations: readonly PlanViolation[] = []) {
    this.step = step
    this.reason = reason
    this.field = field
    this.message = message
    this.violations = violations
  }
}

/** What a step says of a message: its output is ok, anything else ends the way of the message here. */
export type StepResult<Output extends object, Stop extends Dropped | Quarantined = Quarantined> = Output | Stop

/** What a step says that threw. Whatever one message does to the code, the others continue. */
export function quarantinedBy(step: StepName, error: unknown): Quarantined {
  if (error instanceof RefusedField) return new Quarantined(step, error.reason, error.field, error.message)
  return new Quarantined(step, 'unreadable_message', '', 'The message cannot be read.')
}
