import type { LoaderPorts, StoredEvent } from '#collect/tracking/load-events.ts'

/** The table of events in memory. Keeps the rules of tests/contract/events.case.ts. */
export function memoryEvents(): Pick<LoaderPorts, 'storedMessages' | 'insertEvents'> & { readonly table: StoredEvent[] } {
  const table: StoredEvent[] = []
  return {
    table,
    storedMessages(events) {
      const found = new Map<string, number>()
      for (const { messageId } of events) {
        const received = table.filter((row) => row.messageId === messageId).map(({ receivedAt }) => receivedAt)
        if (received.length > 0) found.set(messageId, Math.min(...received))
      }
      return Promise.resolve(found)
    },
    insertEvents(events) {
      table.push(...events)
      return Promise.resolve()
    },
  }
}
