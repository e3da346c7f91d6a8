import type { RecipientReader } from '#act/broadcasts/broadcast-ports.ts'
import type { EarlierContact } from '#act/policy/judge-contact.ts'
import type { SendFactReader } from '#act/policy/rules-policy.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { LedgerCall } from './ledger-ports.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import type { SimPeople } from './sim-people.ts'

const EARLIER_MS = 9 * DAY_MS

/** The same facts as src/store/relational/recipient-store.ts and send-fact-store.ts read. */
export function simFacts(
  ledger: MemoryLedger,
  people: SimPeople,
  call: LedgerCall,
  flaws: { readonly forgetsUncertain: boolean; readonly zone: string | null; readonly forgetsPause: boolean },
): { readonly recipients: RecipientReader; readonly facts: SendFactReader } {
  const earlierOf = (rows: readonly LedgerRow[], now: Date): EarlierContact[] =>
    rows.flatMap(({ state, handedAt, channel, purpose, repeatUntil }) => {
      if (handedAt === null || handedAt.getTime() < now.getTime() - EARLIER_MS) return []
      if (
        state === 'failed' ||
        (state === 'planned' && repeatUntil === null) ||
        state === 'suppressed' ||
        (flaws.forgetsUncertain && state === 'uncertain')
      )
        return []
      return [{ channel, purpose, at: handedAt }]
    })
  const isOpen = ({ state, heldAt }: LedgerRow): boolean =>
    state === 'claimed' || state === 'handed' || (state === 'planned' && heldAt === null)
  const zoneOf = (id: string): string => flaws.zone ?? people.all.get(id)?.zone ?? ''
  const rowsOf = (id: string): LedgerRow[] => ledger.list(({ customerId }) => customerId === id)
  return {
    recipients: {
      read: (ids, { channels, sourceId, now }) =>
        call('recipients', () =>
          ids.map((customerId) => {
            const rows = rowsOf(customerId)
            const others = rows.filter((row) => isOpen(row) && row.purpose === 'marketing' && row.source.id !== sourceId)
            return {
              customerId,
              timeZone: zoneOf(customerId),
              country: 'CN',
              earlier: earlierOf(rows, now),
              language: '',
              otherPriority: others.length === 0 ? null : Math.max(...others.map(({ priority }) => priority)),
              reach: new Map(channels.map((channel) => [channel, people.reach(customerId, channel)] as const)),
            }
          }),
        ),
    },
    facts: {
      read: (sends, now) =>
        call('facts', () =>
          sends.map(({ sendKey }) => {
            const asked = ledger.rows.get(sendKey)
            if (asked === undefined) return { timeZone: '', country: 'CN', earlier: [], otherOffer: false, broadcast: null }
            const rows = rowsOf(asked.customerId).filter((row) => row.sendKey !== sendKey)
            const broadcast = asked.source.kind === 'broadcast' ? ledger.broadcasts.get(asked.runId) : undefined
            return {
              timeZone: zoneOf(asked.customerId),
              country: 'CN',
              earlier: earlierOf(rows, now),
              otherOffer: rows.some(
                (row) => isOpen(row) && row.purpose === 'marketing' && row.source.id !== asked.source.id && isBefore(row, asked),
              ),
              broadcast:
                broadcast === undefined
                  ? null
                  : {
                      holdout: broadcast.definition.holdout,
                      isPaused: broadcast.pausedAt !== null && !flaws.forgetsPause,
                      isStopped: broadcast.state === 'stopped',
                    },
            }
          }),
        ),
    },
  }
}

function isBefore(one: LedgerRow, asked: LedgerRow): boolean {
  if (one.priority !== asked.priority) return one.priority > asked.priority
  const earlier = one.plannedAt.getTime() - asked.plannedAt.getTime()
  return earlier === 0 ? one.sendKey < asked.sendKey : earlier < 0
}
