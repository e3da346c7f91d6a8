import type { StoredPeople } from '../stored-people.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { scoringSignals } from '#act/scoring-signals.ts'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import type { ChurnAlertFilter, ChurnAlertStore, ChurnAlertView } from '#predict/churn/alerts/churn-alert-service.ts'
import type { ChurnAlert, ChurnAlertState } from '#predict/churn/alerts/churn-alerts.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'
import { appendSignals, readKinds } from './append-signals.ts'
import { askKysely } from './ask.ts'
import { saveScoring } from './churn-scoring-store.ts'
import type { ChurnAlertsTable, Database } from './database.ts'
import { countOf, decodeCursor, toPage } from './page-cursor.ts'

const BLOCK = 500

/** Stands for "no time asked for" where alerts are sorted by how soon they are due. */
const NEVER = new Date('9999-12-31T00:00:00Z')

type AlertRow = Selectable<ChurnAlertsTable> & { readonly masked_name: string | null }

export function createChurnAlertStore(db: Kysely<Database>, people: StoredPeople): ChurnAlertStore {
  const select = () =>
    db
      .selectFrom('churn_alerts')
      .leftJoin('customers', 'customers.id', 'churn_alerts.customer_id')
      .selectAll('churn_alerts')
      .select('customers.masked_name')
  return {
    async unfinished() {
      return (await db.selectFrom('churn_alerts').selectAll().where('state', '<>', 'closed').execute()).map(toAlert)
    },

    finishScoring({ record, alerts: { raise, rise, close, heldBack }, tiers }, now) {
      return db.transaction().execute(async (step) => {
        for (const { id, outcome } of close) {
          await step
            .updateTable('churn_alerts')
            .set({ state: 'closed', outcome, closed_at: now })
            .where('id', '=', id)
            .where('state', '<>', 'closed')
            .execute()
        }
        for (const alert of rise) {
          const { id: _id, raised_at: _raised, state: _state, owner: _owner, ...risen } = toRow(alert)
          await step.updateTable('churn_alerts').set(risen).where('id', '=', alert.id).where('state', '<>', 'closed').execute()
        }
        const added = new Set<string>()
        for (let start = 0; start < raise.length; start += BLOCK) {
          const rows = await step
            .insertInto('churn_alerts')
            .values(raise.slice(start, start + BLOCK).map(toRow))
            .onConflict((conflict) => conflict.doNothing())
            .returning('id')
            .execute()
          for (const { id } of rows) added.add(id)
        }
        const raised = raise.filter(({ id }) => added.has(id))
        await saveScoring(step, record, now)
        const ask = askKysely(step)
        const read = await readKinds(ask)
        const changed = read.has('risk-tier-changed') ? tiers : []
        await appendSignals(ask, scoringSignals({ asOf: record.asOf, raised, risen: rise, heldBack, tiers: changed }))
        return added
      })
    },

    async list(scope, { cursor, limit = 50, ...filter }, now) {
      const { state, overdue } = filter
      const urgent = state === 'open' || state === 'acknowledged' || overdue === true
      let query = select()
        .where(matches(filter, now))
        .where(await people.condition(scope, 'churn_alerts.customer_id'))
        .limit(limit + 1)
      const place = cursor === undefined || cursor === null ? null : decodeCursor(cursor, urgent ? 'text' : 'uuid')
      if (urgent) {
        if (place !== null) {
          const [text = '', alert = ''] = place.key.split(' ')
          const [loss, id] = readPageKey(JSON.stringify([Number(text), alert]), ['number', 'uuid'])
          query = query.where(
            sql<boolean>`(coalesce(due_at, ${NEVER}), -expected_loss, churn_alerts.id) > (${place.time}, -(${loss}::float8), ${id}::uuid)`,
          )
        }
        query = query
          .orderBy(sql`coalesce(due_at, ${NEVER})`)
          .orderBy('expected_loss', 'desc')
          .orderBy('churn_alerts.id')
      } else {
        if (place !== null) {
          query = query.where(sql<boolean>`(raised_at, churn_alerts.id) < (${place.time}, ${place.key}::uuid)`)
        }
        query = query.orderBy('raised_at', 'desc').orderBy('churn_alerts.id', 'desc')
      }
      const page = toPage(await query.execute(), limit, (row) =>
        urgent ? { time: row.due_at ?? NEVER, key: `${row.expected_loss} ${row.id}` } : { time: row.raised_at, key: row.id },
      )
      const total = place === null ? { total: await countOf(query) } : {}
      return { items: page.items.map(toView), nextCursor: page.nextCursor, ...total }
    },

    async get(scope, id) {
      const row = await select()
        .where(sql<string>`churn_alerts.id::text`, '=', id)
        .executeTakeFirst()
      return row === undefined || !(await people.has(scope, row.customer_id)) ? null : toView(row)
    },

    async byIds(scope, ids) {
      const rows = await select()
        .where(sql<boolean>`churn_alerts.id = ANY (${ids}::uuid[])`)
        .execute()
      const seen = new Set(
        await people.narrow(
          scope,
          rows.map((row) => row.customer_id),
        ),
      )
      return rows.filter((row) => seen.has(row.customer_id)).map(toView)
    },

    async assign(scope, selection, { owner, dueAt }, now) {
      const chosen = 'ids' in selection ? sql<boolean>`churn_alerts.id = ANY(${selection.ids}::uuid[])` : matches(selection.filter, now)
      const rows = await db
        .updateTable('churn_alerts')
        .set({ owner, state: owner === null ? 'open' : 'acknowledged', ...(dueAt === undefined ? {} : { due_at: dueAt }) })
        .where(chosen)
        .where(await people.condition(scope, 'churn_alerts.customer_id'))
        .where('churn_alerts.state', '<>', 'closed')
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async move(id, { state, owner, outcome, closedAt }) {
      const { numUpdatedRows } = await db
        .updateTable('churn_alerts')
        .set({ state, owner, outcome, closed_at: closedAt })
        .where('id', '=', id)
        .$if(state !== 'closed', (query) =>
          query.where(
            sql<boolean>`NOT EXISTS (SELECT 1 FROM churn_alerts AS other WHERE other.customer_id = churn_alerts.customer_id
              AND other.id <> churn_alerts.id AND other.state <> 'closed')`,
          ),
        )
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
  }
}

function matches({ state, tier, overdue, owner }: ChurnAlertFilter, now: Date): RawBuilder<boolean> {
  const conditions = [sql<boolean>`true`]
  if (state !== undefined) conditions.push(sql<boolean>`churn_alerts.state = ${state}`)
  if (tier !== undefined) conditions.push(sql<boolean>`churn_alerts.tier = ${tier}`)
  if (owner !== undefined) conditions.push(sql<boolean>`churn_alerts.owner IS NOT DISTINCT FROM ${owner}`)
  if (overdue !== undefined) {
    conditions.push(sql<boolean>`coalesce(churn_alerts.state <> 'closed' AND churn_alerts.due_at < ${now}, false) = ${overdue}`)
  }
  return sql<boolean>`${sql.join(conditions, sql` AND `)}`
}

function toRow(alert: ChurnAlert) {
  return {
    id: alert.id,
    customer_id: alert.customerId,
    tier: alert.tier,
    from_tier: alert.fromTier,
    probability: alert.probability,
    value: alert.value,
    expected_loss: alert.probability * alert.value,
    cause: alert.cause,
    reasons: JSON.stringify(alert.reasons),
    raised_at: alert.raisedAt,
    due_at: alert.dueAt,
    state: alert.state,
    owner: alert.owner,
    outcome: alert.outcome,
    closed_at: alert.closedAt,
  }
}

function toAlert(row: Selectable<ChurnAlertsTable>): ChurnAlert {
  return {
    id: row.id,
    customerId: row.customer_id,
    tier: row.tier as RiskTierName,
    fromTier: row.from_tier as RiskTierName | null,
    probability: row.probability,
    value: row.value,
    cause: row.cause as ChurnCause,
    reasons: row.reasons as ChurnAlert['reasons'],
    raisedAt: row.raised_at,
    dueAt: row.due_at,
    state: row.state as ChurnAlertState,
    owner: row.owner,
    outcome: row.outcome,
    closedAt: row.closed_at,
  }
}

function toView(row: AlertRow): ChurnAlertView {
  return { ...toAlert(row), maskedName: row.masked_name ?? '' }
}
