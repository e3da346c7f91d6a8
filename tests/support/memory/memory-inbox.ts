import type { Inbox } from '#collect/tracking/intake.ts'
import type { InboxRequest, LoaderPorts, RefusedMessage, SourceCount } from '#collect/tracking/load-events.ts'
import type { WatchedMessage } from '#collect/tracking/message-watch.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'

interface Row {
  readonly inboxId: string
  /** As it lies on disk. */
  readonly payload: string
}

/** The inbox in memory, with what became of its requests. Keeps the rules of tests/contract/inbox.case.ts. */
export function memoryInbox(): Inbox &
  Pick<LoaderPorts, 'lease'> & {
    readonly commits: (readonly TrackingRequest[])[]
    readonly counts: SourceCount[]
    readonly refused: RefusedMessage[]
    /** What was there to be signalled. */
    readonly stored: StoredEvent[]
    readonly watched: WatchedMessage[]
  } {
  const commits: (readonly TrackingRequest[])[] = []
  const counts: SourceCount[] = []
  const refused: RefusedMessage[] = []
  const stored: StoredEvent[] = []
  const watched: WatchedMessage[] = []
  let rows: Row[] = []
  let isLeased = false
  return {
    commits,
    counts,
    refused,
    stored,
    watched,
    append(requests) {
      if (requests.length === 0) return Promise.resolve()
      commits.push(requests)
      rows.push({ inboxId: String(commits.length), payload: JSON.stringify(requests) })
      return Promise.resolve()
    },
    backlogBytes: () => Promise.resolve(rows.reduce((sum, { payload }) => sum + Buffer.byteLength(payload), 0)),
    oldest: () => Promise.resolve(rows[0] === undefined ? null : new Date(requestsOf(rows[0])[0]?.receivedAt ?? 0)),
    lease(maxMessages) {
      if (isLeased || rows.length === 0) return Promise.resolve(null)
      isLeased = true
      const taken = rows.slice(0, rowsWithin(rows, maxMessages))
      return Promise.resolve({
        requests: taken.flatMap(requestsOf),
        finish(outcome) {
          counts.push(...outcome.counts)
          refused.push(...outcome.refused)
          stored.push(...outcome.stored)
          watched.push(...outcome.watched)
          rows = rows.filter((row) => !taken.includes(row))
          isLeased = false
          return Promise.resolve()
        },
        release() {
          isLeased = false
          return Promise.resolve()
        },
      })
    },
  }
}

function requestsOf({ inboxId, payload }: Row): InboxRequest[] {
  return (JSON.parse(payload) as TrackingRequest[]).map((request, index) => ({ ...request, inboxId, index }))
}

/** How many of the oldest rows have no more messages than these; one at least. */
function rowsWithin(rows: readonly Row[], maxMessages: number): number {
  let messages = 0
  const past = rows.findIndex((row) => {
    messages += requestsOf(row).reduce((sum, request) => sum + request.messages.length, 0)
    return messages > maxMessages
  })
  return past === -1 ? rows.length : Math.max(1, past)
}
