import type { Reuse } from '#collect/identity-claim.ts'
import type { OpenValue } from './claim-batch.ts'
import type { RuleBook } from './identity-rules.ts'
import type { IdentityStore, UsedAgain } from './identity-store.ts'
import { whenUsed } from './recycled-value.ts'

interface Parts {
  readonly store: Pick<IdentityStore, 'change'>
  readonly open: OpenValue
  readonly book: () => RuleBook
}

/** Notes uses that change nothing but when identifiers were used; returns their places. Cost: one statement, whatever their number. */
export async function noteReuse({ store, open, book }: Parts, reuses: readonly Reuse[]): Promise<ReadonlySet<number>> {
  const months = book().rules.recycledAfterMonths
  const uses = reuses.flatMap((reuse, place) => (whenUsed(reuse.known, reuse.said, months) === 'near' ? usedAgain(reuse, place, open) : []))
  return uses.length === 0 ? new Set() : new Set(await store.change((writer) => writer.usedAgain(uses)))
}

/** The identifiers of a use; none where that is more than a use of values that name a person. */
function usedAgain({ identifiers, customerId, said }: Reuse, use: number, open: OpenValue): UsedAgain[] {
  const used: UsedAgain[] = []
  for (const { kind, value } of identifiers) {
    if (kind === 'device') return []
    const known = open(kind, value)
    // What is blocked or cannot be read is nobody's, whoever names it.
    if (known === undefined || known.reason !== undefined) continue
    used.push({ use, kind, blindIndex: known.blindIndex, customerId, ...said })
  }
  return used
}
