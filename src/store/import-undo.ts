import type { UndoPorts, UndoReport } from '#collect/import/undo-import.ts'
import type { AccountStatements } from './relational/account-statements.ts'
import type { AttributeStore } from './relational/attribute-store.ts'
import type { UndoFacts } from './analytical/undo-facts.ts'
import type { UndoStore } from './relational/undo-store.ts'

/** Taking an import back on the two engines. */
export function undoPorts(
  store: UndoStore,
  facts: UndoFacts,
  attributes: AttributeStore,
  saidOfAccounts: Pick<AccountStatements, 'saidBy' | 'takeBack'>,
  {
    forgetOrders,
    ...shared
  }: Pick<UndoPorts, 'lock' | 'markInterrupted' | 'repairMerges'> & {
    /** Takes back what the imports said of orders that events or records tell of. */
    readonly forgetOrders: (importIds: readonly string[]) => Promise<void>
  },
): UndoPorts {
  /** Calls `visit` with customers whom only the imports made known, a block at a time. */
  async function eachLonely(ids: readonly string[], visit: (lonely: readonly string[]) => Promise<void>): Promise<void> {
    let last: string | null = null
    for (;;) {
      const block: readonly string[] = await store.madeCustomers(ids, last)
      if (block.length === 0) return
      const lonely = await store.lonelyCustomers(block, ids)
      const known = await facts.customersWithFacts(lonely, ids)
      await visit(lonely.filter((id) => !known.has(id)))
      last = block.at(-1) ?? null
    }
  }

  async function survey(ids: readonly string[], originId: string): Promise<UndoReport> {
    const [accounts, lines, tickets, measures, feedback, subscriptions, events, counts, uses, attributed] = await Promise.all([
      saidOfAccounts.saidBy(ids),
      facts.count('lines', ids),
      facts.count('tickets', ids),
      facts.count('measures', ids),
      facts.count('feedback', ids),
      facts.count('subscriptions', ids),
      facts.countEvents(ids),
      store.counts(ids, originId),
      store.couponUses(ids),
      attributes.customersOf(ids),
    ])
    const { made, ...rest } = counts
    let customers = 0
    await eachLonely(ids, async (lonely) => {
      customers += lonely.length
    })
    return {
      lines: lines.rows - lines.stay,
      linesStay: lines.stay,
      tickets: tickets.rows - tickets.stay,
      ticketsStay: tickets.stay,
      measures: measures.rows - measures.stay,
      measuresStay: measures.stay,
      feedback: feedback.rows - feedback.stay,
      feedbackStay: feedback.stay,
      subscriptions: subscriptions.rows - subscriptions.stay,
      subscriptionsStay: subscriptions.stay,
      events: events.rows - events.stay,
      eventsStay: events.stay,
      accounts,
      customers,
      customersStay: made - customers,
      attributes: attributed,
      // A code of our own that went with an offer is noted twice.
      coupons: new Set(uses.map(({ sendKey, orderId }) => `${sendKey} ${orderId}`)).size,
      ...rest,
    }
  }

  return {
    ...shared,
    run: store.run,
    runsOf: store.runsOf,
    survey,
    beginUndo: store.begin,
    finishUndo: store.finish,
    async takeBackLines(ids, now) {
      await facts.takeBack('lines', ids, now)
      await forgetOrders(ids)
    },
    takeBackTickets: (ids, now) => facts.takeBack('tickets', ids, now),
    takeBackMeasures: (ids, now) => facts.takeBack('measures', ids, now),
    takeBackAccounts: saidOfAccounts.takeBack,
    takeBackFeedback: (ids, now) => facts.takeBack('feedback', ids, now),
    takeBackSubscriptions: (ids, now) => facts.takeBack('subscriptions', ids, now),
    takeBackEvents: facts.takeBackEvents,
    async takeBackCoupons(ids) {
      const uses = await store.couponUses(ids)
      if (uses.length === 0) return
      const there = await facts.ordersThere(uses.map(({ orderId }) => orderId))
      const gone = uses.filter(({ orderId }) => !there.has(orderId))
      const kept = uses.filter(({ orderId }) => there.has(orderId))
      await facts.forgetCouponUses([...new Set(gone.map(({ sendKey }) => sendKey).filter((sendKey) => sendKey !== ''))])
      await store.settleCoupons(
        gone.map(({ code }) => code),
        kept.map(({ code, orderId }) => [code, there.get(orderId) || null]),
      )
    },
    takeBackConsents: store.takeBackConsents,
    takeBackAttributes: attributes.takeBack,
    takeBackRefused: store.takeBackRefused,
    async takeBackCustomers(ids, signal) {
      let removed = 0
      await eachLonely(ids, async (lonely) => {
        signal?.throwIfAborted()
        if (lonely.length > 0) removed += await store.removeCustomers(lonely, ids, facts.forgetCustomers)
      })
      await store.releaseCustomers(ids)
      return removed
    },
  }
}
