import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'

/** The table of events in memory. Keeps the rules of tests/contract/events.case.ts. */
export function memoryEvents(): Pick<LoaderPorts, 'storedMessages' | 'insertEvents'> & { readonly table: StoredEvent[] } {
  const table: StoredEvent[] = []
  return {
    table,
    storedMessages(events) {
      const receivedOf = (sourceId: string, messageId: string): number | undefined => {
        const received = table.filter((row) => row.sourceId === sourceId && row.messageId === messageId).map(({ receivedAt }) => receivedAt)
        return received.length === 0 ? undefined : Math.min(...received)
      }
      return Promise.resolve(events.map(({ sourceId, messageId }) => receivedOf(sourceId, messageId) ?? receivedOf('', messageId)))
    },
    insertEvents(events) {
      table.push(...events)
      return Promise.resolve()
    },
  }
}
