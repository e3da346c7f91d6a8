import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { StoredReceipt } from '#collect/tracking/steps/dedupe-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'

/** The table of events in memory. Keeps the rules of tests/contract/events.case.ts. */
export function memoryEvents(): Pick<LoaderPorts, 'storedMessages' | 'insertEvents' | 'endLateInserts'> & {
  readonly table: StoredEvent[]
} {
  const table: StoredEvent[] = []
  return {
    table,
    storedMessages(events) {
      const receiptOf = (sourceId: string, messageId: string): StoredReceipt | undefined => {
        const rows = table.filter((row) => row.sourceId === sourceId && row.messageId === messageId)
        const [first] = rows.toSorted((a, b) => a.receivedAt - b.receivedAt)
        return first === undefined ? undefined : { receivedAt: first.receivedAt, inboxId: first.inboxId, occurredAt: first.occurredAt }
      }
      return Promise.resolve(events.map(({ sourceId, messageId }) => receiptOf(sourceId, messageId) ?? receiptOf('', messageId)))
    },
    endLateInserts: () => Promise.resolve(),
    insertEvents(events) {
      table.push(...events)
      return Promise.resolve()
    },
  }
}
