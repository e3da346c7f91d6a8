import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClaimedIdentifier } from '#collect/identity-claim.ts'
import { PeopleOfImport } from '#collect/import/people-of-import.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
let world: IntakeWorld
let files = 0

beforeAll(async () => {
  world = await openIntakeWorld()
})
afterAll(async () => {
  await world?.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** Rows of member, phone, name and day, each a batch of its own unless said otherwise. Returns the customer of each order. */
async function take(rows: readonly (readonly [string, string, string, string])[], batchRows = 1): Promise<string[]> {
  const file = join(dir, `${(files += 1)}.csv`)
  const orders = rows.map((_, i) => `R${files}-${i}`)
  const lines = rows.map(([member, phone, name, day], i) => `${orders[i]},${day} 12:00:00,${member},${phone},${name},SKU1,1,20.00,20.00`)
  writeFileSync(file, ['订单号,下单时间,会员号,手机号,姓名,商品编码,数量,单价,金额', ...lines].join('\n'))
  await world.imports.importFile({ file, kind: 'orders', batchRows })
  const result = await world.engines.clickhouse.query({
    query: 'SELECT order_id, toString(customer_id) AS customer FROM order_lines WHERE order_id IN {orders:Array(String)}',
    query_params: { orders },
    format: 'JSONEachRow',
  })
  const customers = new Map((await result.json<{ order_id: string; customer: string }>()).map((one) => [one.order_id, one.customer]))
  return orders.map((order) => customers.get(order) ?? '')
}

/** The member number that a customer has, and when a phone was used by them. */
async function phoneOf(tail: string): Promise<{ member: string; first: string; last: string }> {
  const { rows } = await world.engines.pg.query<{ member: string; first: string; last: string }>(
    `SELECT (SELECT masked FROM identifiers m WHERE m.customer_id = i.customer_id AND m.kind = 'member_number') AS member,
       to_char(first_seen_at, 'YYYY-MM-DD') AS first, to_char(last_seen_at, 'YYYY-MM-DD') AS last
     FROM identifiers i WHERE kind = 'phone' AND masked LIKE '%' || $1`,
    [tail],
  )
  expect(rows).toHaveLength(1)
  return rows[0] as { member: string; first: string; last: string }
}

it('knows a phone as in use between two orders of its owner, so that who names it later does not get it', async () => {
  const owners = await take([
    ['MA01', '13911110001', '', '2022-01-10'],
    ['MA01', '13911110001', '', '2022-09-10'],
    ['MA01', '13911110001', '', '2023-05-10'],
    ['MB01', '13911110001', '', '2023-12-10'],
  ])
  expect(owners[1]).toBe(owners[0])
  expect(owners[3]).not.toBe(owners[0])
  expect(await phoneOf('0001')).toMatchObject({ first: '2022-01-10', last: '2023-05-10' })
  expect((await phoneOf('0001')).member).toMatch(/01$/)
})

it('knows the same where the rows of the file are not in the order of time, in one batch or in several', async () => {
  for (const [batchRows, tail] of [
    [1, '0002'],
    [10, '0003'],
  ] as const) {
    const phone = `1391111${tail}`
    const owners = await take(
      [
        [`MC${tail}`, phone, '', '2023-05-10'],
        [`MC${tail}`, phone, '', '2022-01-10'],
        [`MC${tail}`, phone, '', '2022-09-10'],
        [`MD${tail}`, phone, '', '2023-12-10'],
        [`MC${tail}`, phone, '', '2022-05-10'],
      ],
      batchRows,
    )
    expect(new Set([owners[0], owners[1], owners[2], owners[4]]).size).toBe(1)
    expect(owners[3]).not.toBe(owners[0])
    expect(await phoneOf(tail)).toMatchObject({ first: '2022-01-10', last: '2023-05-10' })
  }
})

it('gives a phone that was silent for a year to who names it then, also where its owner was told of before, and does not note its use for the former one', async () => {
  const owners = await take([
    ['ME04', '13911110004', '张一', '2021-01-10'],
    ['', '13911110004', '', '2021-03-10'],
    ['ME04', '13911110004', '张一', '2021-06-10'],
    ['MF04', '13911110004', '李二', '2022-09-10'],
    ['ME04', '13911110004', '张一', '2022-12-10'],
    ['', '13911110004', '', '2023-02-10'],
    ['MF04', '13911110004', '李二', '2023-05-10'],
  ])
  const [former, owner] = [owners[0], owners[3]]
  expect(owners).toEqual([former, former, former, owner, former, expect.any(String), owner])
  expect(former).not.toBe(owner)
  expect(owners[5]).not.toBe(former)
  const phone = await phoneOf('0004')
  expect(phone.first).toBe('2022-09-10')
  expect((await world.engines.pg.query(`SELECT FROM identity_edges WHERE rule = 'taken-over' AND masked LIKE '%0004'`)).rowCount).toBe(1)
})

it('asks again where the same phone is named with the name of somebody else after a year, and only then', async () => {
  const passed = await take([
    ['', '13911110005', '张一', '2021-01-10'],
    ['', '13911110005', '张一', '2021-03-10'],
    ['', '13911110005', '李二', '2022-06-10'],
  ])
  expect(passed[1]).toBe(passed[0])
  expect(passed[2]).not.toBe(passed[0])
  const kept = await take([
    ['', '13911110006', '张一', '2021-01-10'],
    ['', '13911110006', '张一', '2021-11-10'],
    ['', '13911110006', '李二', '2022-06-10'],
  ])
  expect(new Set(kept).size).toBe(1)
})

it('says of random histories whose each row is, and whose each phone, as an import that asks for every row does', async () => {
  const run = { id: newId(new Date(0)), receivedAt: 0, delayMs: 0 }
  for (let history = 0; history < 6; history += 1) {
    const asking: Record<string, string[]> = {}
    for (const how of ['noted', 'asked'] as const) {
      const random = new Rng(`reuse ${history}`)
      const prefix = `${how === 'noted' ? 1 : 2}${String(history).padStart(2, '0')}`
      const { resolve, rehearse, noteReuse } = world.identity
      const people = new PeopleOfImport({
        ports: {
          resolve,
          rehearse,
          noteReuse: how === 'noted' ? noteReuse : () => Promise.resolve(new Set()),
          noteCustomers: () => Promise.resolve(),
        },
        dryRun: false,
        run,
      })
      const names = new Map<string, string>()
      const named = (id: string): string => names.get(id) ?? (names.set(id, `person ${names.size}`), names.get(id) ?? '')
      const said: string[] = []
      for (let row = 0; row < 25; row += 1) {
        const identifiers: ClaimedIdentifier[] = [{ kind: 'phone', value: `13${prefix}00000${random.int(2)}0` }]
        if (random.chance(0.7)) identifiers.unshift({ kind: 'member_number', value: `N${prefix}${random.int(3)}` })
        const seenAt = new Date(Date.UTC(2018, 0, 1) + random.int(2_400) * DAY_MS)
        const name = random.chance(0.3) ? { name: random.pick(['张一', '李二']) } : {}
        const value = { identifiers }
        const [owned] = await people.assign([{ value, line: row, key: BigInt(row), copy: 0 }], () => ({
          identifiers,
          source: 'import',
          seenAt,
          ...name,
        }))
        said.push(named(owned?.customerId ?? ''))
      }
      const { rows } = await world.engines.pg.query<{ masked: string; customer_id: string; times: string; named: number }>(
        `SELECT kind || masked AS masked, customer_id, first_seen_at::date || ' ' || last_seen_at::date AS times, cardinality(named_by) AS named
         FROM identifiers WHERE customer_id = ANY ($1::uuid[]) ORDER BY first_seen_at, last_seen_at, kind`,
        [[...names.keys()]],
      )
      said.push(...rows.map((row) => `${named(row.customer_id)} ${row.times} ${row.named}`))
      asking[how] = said
    }
    expect(asking['noted']).toEqual(asking['asked'])
  }
})
