// npm run -s bench -- broadcast-plan [--json] [--customers 1000000]
//
// Planning a broadcast over the engines: every customer has a text message and a mail address, consent to both, and one earlier contact in four.
//   planSeconds   from the list of the audience to the last row of the ledger
//   planRssMb     the most that the memory of this process grew to over what it was before
import { parseArgs } from 'node:util'
import { BroadcastPlanner } from '#act/broadcasts/broadcast-planner.ts'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import { NEW_BROADCAST } from '#act/broadcasts/new-broadcast.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { systemClock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { createBroadcastAudience } from '#store/broadcast-audience.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import type { House } from '../../src/main/house.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'

const MB = 1_048_576
const FILL = 100_000
const text = (words: string) => ({ zh: words, en: words })

export interface PlanSpeed {
  readonly planSeconds: number
  readonly planRssMb: number
  readonly planned: number
}

/** Fills a house with customers and plans a broadcast to all of them. */
export async function measureBroadcastPlan(house: House, customers: number): Promise<PlanSpeed> {
  const { pg, clickhouse } = house.engines
  const id = newId(house.clock.now())
  for (let start = 0; start < customers; start += FILL) {
    const count = Math.min(FILL, customers - start)
    const values = [start, count]
    const NUMBERED =
      "SELECT n, ('00000000-0000-8000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id FROM generate_series($1::int + 1, $1::int + $2::int) AS n"
    await pg.query(
      `INSERT INTO customers (id, data_key, masked_name, preferred_language, time_zone, source, created_at, updated_at)
       SELECT id, '\\x00', '张*', 'zh', (ARRAY['', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York'])[1 + n % 4], 'filled', '2025-01-01', '2025-01-01' FROM (${NUMBERED}) c`,
      values,
    )
    await pg.query(
      `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
       SELECT kind, sha256((kind || id::text)::bytea), id, id, '\\x00', '139****0000', 'filled', '2025-01-01', '2025-01-01'
       FROM (${NUMBERED}) c CROSS JOIN (VALUES ('phone'), ('email')) AS k (kind)`,
      values,
    )
    await pg.query(
      `INSERT INTO consents (customer_id, purpose, channel, granted, source, changed_at)
       SELECT id, 'marketing', channel, n % 20 <> 0, 'import', '2025-01-01' FROM (${NUMBERED}) c CROSS JOIN (VALUES ('sms'), ('email')) AS k (channel)`,
      values,
    )
    await pg.query(
      `INSERT INTO send_ledger (send_key, run_id, customer_id, source_kind, source_id, source_version, channel, state, not_before, planned_at, handed_at, finished_at)
       SELECT 'before:' || id, $3::uuid, id, 'broadcast', $3::text, 1, 'sms', 'delivered', now(), now(), now() - interval '2 days', now() FROM (${NUMBERED}) c WHERE n % 4 = 0`,
      [...values, stableId('before')],
    )
    await clickhouse.command({
      query: `INSERT INTO segment_snapshots (segment_id, customer_id)
        SELECT toUUID('${id}'), toUUID(concat('00000000-0000-8000-8000-', leftPad(lower(hex(toUInt32(number + 1 + ${start}))), 12, '0'))) FROM numbers(${count})`,
    })
  }
  await pg.query('ANALYZE customers, identifiers, consents, send_ledger')

  const store = createBroadcastStore(pg)
  const definition: BroadcastDefinition = {
    ...NEW_BROADCAST,
    name: 'Bench',
    audience: { all: [] },
    content: { id: stableId('content'), version: 1 },
    channels: ['sms', 'email'],
    unitCosts: { sms: 5 },
  }
  await store.add({ id, definition, createdAt: house.clock.now(), createdBy: 'bench' })
  await store.schedule(id, 1, { by: 'bench', at: house.clock.now() })
  await store.noteAudience(id, customers)
  const planner = new BroadcastPlanner({
    store,
    audience: createBroadcastAudience(clickhouse, house.segments),
    recipients: createRecipientReader({ pool: pg, reach: house.contacts, country: () => 'CN' }),
    contents: {
      find: (content, version) =>
        Promise.resolve({
          id: content,
          version,
          content: { name: '', purpose: 'marketing', sms: { text: text('x'), templates: {} }, fallbacks: {}, utm: null },
        }),
    },
    ledger: createBroadcastLedger(house.db, pg),
    rules: () => Promise.resolve(DEFAULT_RULES),
    readiness: { unready: () => Promise.resolve(new Map()) },
    accounts: { of: () => Promise.resolve([]) },
    zones: createCustomerZones(() => 'Asia/Shanghai'),
    clock: house.clock,
  })
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100)
  const began = performance.now()
  const sums = await planner.plan(id)
  const planSeconds = (performance.now() - began) / 1_000
  clearInterval(watch)
  if (sums?.audience !== customers) throw new Error(`planned ${sums?.audience ?? 0} of ${customers}`)
  return { planSeconds, planRssMb: (most - before) / MB, planned: sums.planned }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, customers: { type: 'string', default: '1000000' } },
  })
  const whole = await openWholeHouse({ clock: systemClock })
  const { planSeconds, planRssMb, planned } = await measureBroadcastPlan(whole.house, Number(values.customers))
  await whole.stop()
  const result = { planSeconds: Math.round(planSeconds * 10) / 10, planRssMb: Math.round(planRssMb), planned }
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${result.planned} of ${values.customers} planned in ${result.planSeconds} s, ${result.planRssMb} MB more memory\n`,
  )
}
