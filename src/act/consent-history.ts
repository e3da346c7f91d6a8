import type { ConsentEntryState, ConsentPurpose, SpokenChannel } from '#privacy/consent.ts'

/** One entry of the ledger as it is shown: when, what, and from where. */
export interface ConsentHistoryEntry {
  readonly id: number
  readonly at: Date
  readonly purpose: ConsentPurpose
  readonly channel: SpokenChannel
  readonly state: ConsentEntryState
  readonly source: string
  readonly evidence: string
  readonly noticeVersion: string
  /** Who wrote it down; '' where nobody did. */
  readonly by: string
  readonly file: { readonly importId: string; readonly name: string; readonly line: number | null } | null
}
