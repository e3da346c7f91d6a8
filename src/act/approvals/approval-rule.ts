import { AppError } from '#kernel/app-error.ts'

/** From which size on a second person has to agree. */
export interface ApprovalRule {
  readonly isOn: boolean
  /** Customers of an audience: more than these need an approval. 0: everything does. */
  readonly people: number
  /** Why nobody has to agree; required when it is off. */
  readonly waiver: string
}

export const DEFAULT_APPROVAL_RULE: ApprovalRule = { isOn: true, people: 1_000, waiver: '' }

const LEAST_WAIVER = 10
const MOST_PEOPLE = 100_000_000

/**
 * Whether a contact of so many people waits for a second person.
 * @param saved Null: nobody has saved a rule. Then that of the product holds, from the second person on who may approve: alone one could never send anything
 */
export function needsApproval(people: number, saved: ApprovalRule | null, approvers: number): boolean {
  const { isOn, people: most } = saved ?? { ...DEFAULT_APPROVAL_RULE, isOn: approvers > 1 }
  return isOn && people > most
}

/** @throws AppError invalid-input `approval-rule-wrong`, `approval-waiver-needed` */
export function checkApprovalRule(rule: ApprovalRule): ApprovalRule {
  const { isOn, people } = rule
  const waiver = rule.waiver.trim()
  if (!Number.isInteger(people) || people < 0 || people > MOST_PEOPLE) {
    throw new AppError('invalid-input', 'approval-rule-wrong', `people must be a whole number from 0 to ${MOST_PEOPLE}.`)
  }
  if (!isOn && waiver.length < LEAST_WAIVER) {
    throw new AppError(
      'invalid-input',
      'approval-waiver-needed',
      `Without approvals one person alone can write to everybody: write down in waiver why that is right (${LEAST_WAIVER} characters or more).`,
    )
  }
  return { isOn, people, waiver: isOn ? '' : waiver }
}
