import type { ReceiptEvent } from '../provider.ts'

/** What a code of a carrier or provider says about one message that did not arrive; in tables, code -> rule. */
export interface ReceiptRule {
  readonly reason: string
  readonly suppress?: 'address' | 'person'
  /** Said of numbers that are dead as well as of those that are switched off: it counts. */
  readonly count?: true
}

export type ReceiptTable = Readonly<Record<string, ReceiptRule>>

/** A code that no table knows is one of a carrier: the message failed, and nothing is known about the number. */
export function failedEvent(table: ReceiptTable, code: string): ReceiptEvent {
  const rule = Object.hasOwn(table, code) ? table[code] : undefined
  if (rule !== undefined) return { kind: 'failed', ...rule }
  const name = code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 40)
  return { kind: 'failed', reason: name === '' ? 'carrier' : `carrier_${name}` }
}
