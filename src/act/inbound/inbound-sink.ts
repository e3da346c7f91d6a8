import type { Inbound } from '../providers/provider.ts'

/**
 * Where everything that providers tell us ends: receipts settle the ledger, replies may end consent, changes keep the addresses right. Each part may be
 * told again and again, in any order and in one call with others.
 */
export interface InboundSink {
  take(accountId: string, inbound: Omit<Inbound, 'answer'>): Promise<void>
}
