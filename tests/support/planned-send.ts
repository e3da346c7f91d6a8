import type { Kysely } from 'kysely'
import { sendKeyOf } from '#decide/decision.ts'
import type { PlannedSend } from '#decide/decision.ts'
import { newId, stableId } from '#kernel/id.ts'
import type { Database } from '#store/relational/database.ts'

/** A decision run that is about to send. Returns its id. */
export async function addDecidedRun(db: Kysely<Database>, now: Date, settings: object = {}): Promise<string> {
  const id = newId(now)
  await db
    .insertInto('decision_runs')
    .values({ id, as_of: now, state: 'decided', settings: JSON.stringify(settings), created_by: 'test', created_at: now })
    .execute()
  return id
}

/** An email of the strategy `lapsed-coupon` to a customer, due now and free of cost. */
export function plannedSend(
  run: { readonly runId: string; readonly customerId: string; readonly now: Date },
  change: Partial<PlannedSend> = {},
): PlannedSend {
  const decisionId = stableId(run.runId, run.customerId)
  return {
    sendKey: sendKeyOf(decisionId),
    decisionId,
    runId: run.runId,
    customerId: run.customerId,
    strategyId: 'lapsed-coupon',
    strategyVersion: 1,
    channel: 'email',
    costMinor: 0,
    notBefore: run.now,
    plannedAt: run.now,
    draw: null,
    variables: { daysSinceLastOrder: null, favouriteCategory: '' },
    ...change,
  }
}
