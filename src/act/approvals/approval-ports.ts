import type { Page, PageRequest } from '#kernel/page.ts'
import type { Approval, ApprovalKind, ApprovalState, ApprovalSubject, NewApproval } from './approval.ts'
import type { ApprovalRule } from './approval-rule.ts'

/** A decision is made only of one that waits, so that of two that come at once the second finds nothing to decide. */
export interface ApprovalStore {
  /** Whatever waits of the same subject is replaced in the same transaction; asked twice for one version, the first stays. */
  ask(approval: NewApproval): Promise<Approval>
  get(id: string): Promise<Approval | null>
  /** The newest of exactly this version. */
  of(subject: ApprovalSubject): Promise<Approval | null>
  list(page: PageRequest & { readonly states?: readonly ApprovalState[] }): Promise<Page<Approval>>
  waiting(): Promise<number>
  /** The newest of each subject of a kind, of the highest version that was asked about. */
  newestOf(kind: ApprovalKind): Promise<readonly Approval[]>
  /** Those of a kind that somebody agreed to since then. */
  approvedSince(kind: ApprovalKind, since: Date): Promise<readonly Approval[]>
  decide(
    id: string,
    state: 'approved' | 'refused',
    decided: { readonly by: string; readonly at: Date; readonly reason: string },
  ): Promise<boolean>
  withdraw(kind: ApprovalKind, subjectId: string, by: string, at: Date): Promise<boolean>
}

export interface ApprovalRuleStore {
  read(): Promise<ApprovalRule | null>
  write(rule: ApprovalRule, now: Date): Promise<void>
}

/** Who people are, as far as approvals have to know. */
export interface ApprovalPeople {
  /** Those who may approve now. */
  approvers(): Promise<readonly { readonly id: string; readonly name: string }[]>
  /** The person behind a label: themselves, or whose key it is. Null: a program of this machine. */
  personOf(label: string): Promise<string | null>
}
