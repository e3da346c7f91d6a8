import type { ApprovalFacts, ApprovalSubject } from '../approvals/approval.ts'
import type { Broadcast, BroadcastPreview } from './broadcast.ts'

export function approvalSubject({ id, version }: Pick<Broadcast, 'id' | 'version'>): ApprovalSubject {
  return { kind: 'broadcast', id, version }
}

/** What its preview says to whoever has to agree. */
export function approvalFacts({ sums }: Pick<BroadcastPreview, 'sums'>): ApprovalFacts {
  return { planned: sums.planned, byChannel: { ...sums.byChannel }, reasons: { ...sums.reasons }, costMinor: sums.costMinor }
}
