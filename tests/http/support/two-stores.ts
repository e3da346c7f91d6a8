import { DAY_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import type { House } from '../../../src/main/house.ts'
import { NOW } from './house.ts'
import { customerId, CUSTOMERS, fillSmallShop, probabilityOf } from './small-shop.ts'

export type Home = 'North' | 'South' | 'none'

/** Every third customer of the small shop never bought at a store; of the others half belong to each. */
export function homeOf(i: number): Home {
  return (['North', 'South', 'none'] as const)[i % 3] ?? 'none'
}
export function peopleOf(...homes: readonly Home[]): number[] {
  return Array.from({ length: CUSTOMERS }, (_, i) => i).filter((i) => homes.includes(homeOf(i)))
}
export const nameOf = (i: number): string => `${homeOf(i)}-${i}*`
export const taskId = (i: number): string => stableId('task', String(i))
export const alertId = (i: number): string => stableId('alert', String(i))

/** The small shop with two stores, whose customers' names say where they belong, and with an alert, a task and a prediction for each. */
export async function fillTwoStores(house: House): Promise<void> {
  const { db } = house
  const { clickhouse } = house.engines
  const everyone = Array.from({ length: CUSTOMERS }, (_, i) => i)
  await fillSmallShop(house)
  for (const i of everyone) {
    await db
      .updateTable('customers')
      .set({ masked_name: nameOf(i) })
      .where('id', '=', customerId(i))
      .execute()
  }
  const line = (i: number, n: number, store: string, daysAgo: number) => ({
    line_key: 50_000 + i * 10 + n,
    order_id: `store-${i}-${n}`,
    origin_id: customerId(i),
    owner_id: customerId(i),
    kind: 'sale',
    occurred_at: engineTime(NOW.getTime() - daysAgo * DAY_MS),
    received_at: engineTime(NOW.getTime()),
    available_at: engineTime(NOW.getTime()),
    product_id: 'p-0',
    product_name: '茶 0',
    category: 'tea',
    quantity: '1',
    unit_price: '10',
    amount: '10',
    currency: 'CNY',
    channel: 'store',
    store_id: store,
    is_duplicate: 0,
    is_test: 0,
  })
  await insertRows(
    clickhouse,
    'order_lines',
    peopleOf('North', 'South').flatMap((i) => {
      const home = homeOf(i)
      const other = home === 'North' ? 'South' : 'North'
      // Two lines at home and a newer one elsewhere; long ago they went elsewhere more often.
      return [line(i, 0, home, 40), line(i, 1, home, 50), line(i, 2, other, 20), ...[3, 4, 5].map((n) => line(i, n, other, 600 + n))]
    }),
  )
  await db
    .insertInto('churn_alerts')
    .values(
      everyone.map((i) => ({
        id: alertId(i),
        customer_id: customerId(i),
        tier: 'high',
        from_tier: null,
        probability: probabilityOf(i),
        value: 100,
        expected_loss: 50,
        cause: 'lapsed-cadence',
        reasons: '[]',
        raised_at: NOW,
        due_at: new Date(NOW.getTime() + DAY_MS),
        state: 'open',
        owner: null,
        outcome: null,
        closed_at: null,
      })),
    )
    .execute()
  await db.deleteFrom('tasks').execute()
  await db
    .insertInto('tasks')
    .values(
      everyone.map((i) => ({
        id: taskId(i),
        send_key: null,
        customer_id: customerId(i),
        strategy_id: null,
        title: JSON.stringify({ zh: '致电', en: 'Call' }),
        script: JSON.stringify({ zh: '', en: '' }),
        priority: 2,
        state: 'open',
        assignee: null,
        due_at: new Date(NOW.getTime() + DAY_MS),
        created_at: NOW,
      })),
    )
    .execute()
  await insertRows(clickhouse, 'value_runs', [
    {
      as_of: engineTime(NOW.getTime()),
      customers: CUSTOMERS,
      expected_orders: 1,
      total: 1,
      total_low: 1,
      total_high: 1,
      model_id: 'value',
      model_version: 1,
      computed_at: engineTime(NOW.getTime()),
    },
  ])
  await insertRows(
    clickhouse,
    'value_predictions',
    everyone.map((i) => ({
      as_of: engineTime(NOW.getTime()),
      customer_id: customerId(i),
      p_alive: 0.5,
      expected_orders: 1,
      clv: 100 + i,
      clv_low: 50,
      clv_high: 200,
      average_order: 10,
      purchase_probability_30: 0.5,
      model_id: 'value',
      model_version: 1,
      computed_at: engineTime(NOW.getTime()),
    })),
  )
  await tieNeighbours(house)
}

/** The neighbour that the log of customer i names beside it. */
export const neighbourOf = (i: number): number => (i + 1) % CUSTOMERS

/** Everybody was kept apart from their neighbour once, and merged with them once, which a colleague took back and said why. */
async function tieNeighbours({ db, engines }: House): Promise<void> {
  const edge = (i: number, rule: string) => ({
    customer_id: customerId(i),
    other_customer_id: customerId(neighbourOf(i)),
    rule,
    kind: 'phone',
    blind_index: Buffer.alloc(32, i),
    masked: nameOf(neighbourOf(i)),
    with_kind: null,
    with_index: null,
    source: 'file',
    seen_at: NOW,
    until: null,
    created_at: NOW,
    removes: null,
  })
  const everyone = Array.from({ length: CUSTOMERS }, (_, i) => i)
  await db
    .insertInto('identity_edges')
    .values(everyone.flatMap((i) => [edge(i, 'conflict'), edge(i, 'merged')]))
    .execute()
  for (const i of everyone) {
    await engines.pg.query(
      `INSERT INTO identity_edges (customer_id, other_customer_id, rule, kind, blind_index, masked, reason, source, actor, seen_at, created_at, removes)
       SELECT customer_id, other_customer_id, 'separated', kind, blind_index, masked, $2, 'staff', 'user:somebody', seen_at, created_at, id
       FROM identity_edges WHERE rule = 'merged' AND customer_id = $1`,
      [customerId(i), `asked for by ${nameOf(neighbourOf(i))}`],
    )
  }
}
