import type { AddressChange, CustomerReply, Receipt } from '../providers/provider.ts'
import type { InboundSink } from './inbound-sink.ts'

/** Who takes each kind of what providers tell. Each may be told the same again. */
export interface InboundParts {
  readonly receipts: (accountId: string, receipts: readonly Receipt[]) => Promise<void>
  readonly replies: (accountId: string, replies: readonly CustomerReply[]) => Promise<void>
  /** Replies that open a customer-service window. */
  readonly windows: (accountId: string, replies: readonly CustomerReply[]) => Promise<void>
  readonly changes: (accountId: string, changes: readonly AddressChange[]) => Promise<void>
}

/**
 * One sink of its parts. Changes of addresses and replies come before receipts: a person who says stop is stopped even where a receipt cannot be kept. When one
 * part fails the others have their turn all the same, and then the whole call fails, so that the provider repeats it.
 */
export function composeInbound(parts: InboundParts): InboundSink {
  return {
    async take(accountId, { receipts, replies, changes }) {
      const failures: unknown[] = []
      const each = async <T>(items: readonly T[], part: (id: string, items: readonly T[]) => Promise<void>): Promise<void> => {
        if (items.length === 0) return
        try {
          await part(accountId, items)
        } catch (error) {
          failures.push(error)
        }
      }
      await each(changes, parts.changes)
      const opening = replies.filter(({ windowUntil }) => windowUntil !== undefined)
      await each(opening, parts.windows)
      await each(replies, parts.replies)
      await each(receipts, parts.receipts)
      if (failures.length > 0) throw failures[0]
    },
  }
}
