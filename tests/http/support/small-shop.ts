import { DAY_MS } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { encryptField, newDataKey } from '#privacy/field-encryption.ts'
import { mask } from '#privacy/mask.ts'
import { plainProfileService } from '#segment/profile-service.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { NOW } from './house.ts'
import type { House } from './house.ts'

export const CUSTOMERS = 40
export const RUN_ID = '01890000-0000-7000-8000-00000000000a'

/** Forty customers whose figures can be worked out by hand: customer i orders i % 8 times, 10 x (i + 1) each, the last one i days ago. */
export function customerId(i: number): string {
  return stableId('small-shop', String(i))
}
export function phoneOf(i: number): string {
  return `+86138001380${String(i).padStart(2, '0')}`
}
export function probabilityOf(i: number): number {
  return Math.round((i / CUSTOMERS) * 100) / 100
}
export function tierOf(i: number): string {
  const probability = probabilityOf(i)
  return probability >= 0.8 ? 'high' : probability >= 0.5 ? 'medium' : 'low'
}

const at = (daysAgo: number): number => NOW.getTime() - daysAgo * DAY_MS

export async function fillSmallShop(house: Pick<House, 'db' | 'keyring' | 'engines'>): Promise<void> {
  const { db, keyring } = house
  const { clickhouse } = house.engines
  const people = Array.from({ length: CUSTOMERS }, (_, i) => i)
  for (const i of people) {
    const id = customerId(i)
    const { key, wrapped } = newDataKey(keyring, id)
    const created = new Date(at(400))
    await db
      .insertInto('customers')
      .values({
        id,
        data_key: wrapped,
        display_name: encryptField(key, id, 'name', `客户${i}`),
        masked_name: '客*',
        source: 'file',
        merged_into: null,
        registered_at: created,
        created_at: created,
        updated_at: created,
      })
      .execute()
    await db
      .insertInto('identifiers')
      .values({
        kind: 'phone',
        blind_index: blindIndex(keyring, 'phone', phoneOf(i)),
        customer_id: id,
        origin_id: id,
        ciphertext: encryptField(key, id, 'phone', phoneOf(i)),
        masked: mask('phone', phoneOf(i)),
        source: 'file',
        first_seen_at: created,
        last_seen_at: created,
      })
      .execute()
  }
  await insertRows(
    clickhouse,
    'customers',
    people.map((i) => ({
      customer_id: customerId(i),
      registered_at: engineTime(at(400)),
      first_seen_at: engineTime(at(i < 4 ? 10 : 400)),
      source: 'file',
      region: i % 2 === 0 ? '上海' : '北京',
      gender: 'f',
      birth_year: 1990,
      member_level: 'gold',
      is_test: 0,
      attributes: '{}',
      updated_at: engineTime(at(0)),
    })),
  )
  await insertRows(
    clickhouse,
    'order_lines',
    people.flatMap((i) =>
      Array.from({ length: i % 8 }, (_, n) => ({
        line_key: i * 100 + n,
        order_id: `o-${i}-${n}`,
        origin_id: customerId(i),
        kind: 'sale',
        occurred_at: engineTime(at(i + n * 20 + 0.5)),
        received_at: engineTime(at(0)),
        available_at: engineTime(at(i + n * 20 + 0.5)),
        product_id: `p-${n}`,
        product_name: `茶 ${n}`,
        category: 'tea',
        quantity: '1',
        unit_price: String(10 * (i + 1)),
        amount: String(10 * (i + 1)),
        currency: 'CNY',
        channel: 'web',
        is_duplicate: 0,
        is_test: 0,
      })),
    ),
  )
  await insertRows(clickhouse, 'events', [
    event('e1', 7, 1, 'Product Viewed'),
    event('e2', 7, 2, 'Product Added'),
    event('e3', 9, 3, 'Product Viewed'),
  ])
  await insertRows(clickhouse, 'service_tickets', [
    {
      ticket_id: 't1',
      origin_id: customerId(7),
      kind: 'complaint',
      topic: 'delivery',
      channel: 'phone',
      opened_at: engineTime(at(5)),
      received_at: engineTime(at(5)),
      available_at: engineTime(at(5)),
    },
  ])
  const profiles = plainProfileService(createProfileStore(clickhouse))
  await profiles.refresh(new Date(at(30)))
  await profiles.refresh(NOW)
  for (const asOf of [at(30), at(0)]) {
    await insertRows(
      clickhouse,
      'scores',
      people.map((i) => ({
        kind: 'churn',
        as_of: engineTime(asOf),
        customer_id: customerId(i),
        model_id: 'churn',
        model_version: 2,
        probability: probabilityOf(i),
        value: 100,
        tier: tierOf(i),
        cause: i % 2 === 0 ? 'lapsed-cadence' : 'spend-drop',
        reasons: JSON.stringify([{ feature: 'gap_ratio', value: 2, contribution: 0.7, text: { zh: '很久没来', en: 'Away for long' } }]),
        computed_at: engineTime(asOf),
      })),
    )
  }
  await insertDecisions(house)
}

/** One run on customers 30 to 39: every other one held out; all messages delivered, one opened by a person and one by a machine. */
async function insertDecisions(house: Pick<House, 'db' | 'engines'>): Promise<void> {
  const { db } = house
  const { clickhouse } = house.engines
  const decidedAt = new Date(at(35))
  const decided = Array.from({ length: 10 }, (_, n) => 30 + n)
  const decisionId = (i: number) => stableId('decision', String(i))
  await db
    .insertInto('decision_runs')
    .values({
      id: RUN_ID,
      as_of: decidedAt,
      state: 'done',
      settings: '{"strategies":[],"maxContacts":null}',
      summary: JSON.stringify({
        candidates: 1,
        decided: 1,
        treated: 1,
        control: 0,
        cost: { minor: 0, currency: 'CNY' },
        skipped: [],
        strategies: [],
        sample: [],
      }),
      created_by: 'system',
      created_at: decidedAt,
      finished_at: decidedAt,
    })
    .execute()
  await db
    .insertInto('strategies')
    .values({
      id: 'win-back',
      version: 1,
      definition: JSON.stringify({ name: { zh: '召回', en: 'Win back' }, windowDays: 30 }),
      state: 'active',
      created_by: 'system',
      created_at: decidedAt,
    })
    .execute()
  await insertRows(
    clickhouse,
    'decisions',
    decided.map((i) => ({
      decision_id: decisionId(i),
      run_id: RUN_ID,
      customer_id: customerId(i),
      as_of: engineTime(decidedAt.getTime()),
      decided_at: engineTime(decidedAt.getTime()),
      strategy_id: 'win-back',
      strategy_version: 1,
      arm: i % 2 === 0 ? 'treated' : 'control',
      assignment_probability: 0.5,
      channel: 'email',
      risk_probability: probabilityOf(i),
      risk_tier: tierOf(i),
      cost: '0',
      currency: 'CNY',
      reasons: '[]',
      alternatives: '[]',
    })),
  )
  for (const i of decided.filter((each) => each % 2 === 0)) {
    await db
      .insertInto('send_ledger')
      .values({
        send_key: `s-${i}`,
        decision_id: decisionId(i),
        run_id: RUN_ID,
        customer_id: customerId(i),
        source_id: 'win-back',
        source_version: 1,
        channel: 'email',
        state: 'delivered',
        lease_owner: null,
        lease_until: null,
        provider_id: null,
        not_before: decidedAt,
        planned_at: decidedAt,
        handed_at: decidedAt,
        finished_at: decidedAt,
      })
      .execute()
  }
  await insertRows(
    clickhouse,
    'touches',
    [30, 32].map((i) => ({
      touch_id: `open-${i}`,
      send_key: `s-${i}`,
      origin_id: customerId(i),
      decision_id: decisionId(i),
      strategy_id: 'win-back',
      channel: 'email',
      kind: 'opened',
      occurred_at: engineTime(at(34)),
      received_at: engineTime(at(34)),
      available_at: engineTime(at(34)),
      is_machine: i === 32 ? 1 : 0,
      detail: '{}',
    })),
  )
  await db
    .insertInto('tasks')
    .values({
      id: newId(NOW),
      send_key: 's-30',
      customer_id: customerId(30),
      strategy_id: 'win-back',
      title: '{"zh":"回访","en":"Call"}',
      script: '{"zh":"你好","en":"Hello"}',
      priority: 1,
      state: 'open',
      assignee: null,
      outcome: null,
      note: null,
      due_at: new Date(at(1)),
      created_at: decidedAt,
      finished_at: null,
    })
    .execute()
}

function event(id: string, i: number, daysAgo: number, name: string): Record<string, unknown> {
  return {
    message_id: id,
    origin_id: customerId(i),
    anonymous_id: '',
    type: 'track',
    name,
    channel: 'web',
    occurred_at: engineTime(at(daysAgo)),
    received_at: engineTime(at(daysAgo)),
    available_at: engineTime(at(daysAgo)),
    product_id: 'p-1',
    category: 'tea',
    amount: '0',
    properties: '{}',
    is_bot: 0,
    is_test: 0,
    is_repeat: 0,
    clock_clamped: 0,
  }
}
