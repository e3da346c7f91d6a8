import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { ImportResult } from '#collect/import/import-service.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
const clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
let world: IntakeWorld

beforeAll(async () => {
  world = await openIntakeWorld({ clock })
})
afterAll(async () => {
  await world?.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function take(name: string, text: string, dryRun = false): Promise<ImportResult> {
  const file = join(dir, name)
  writeFileSync(file, text)
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  return await world.imports.importFile({ file, kind: 'orders', dryRun })
}

/** What the product adds up, test orders and copies left out. */
async function books(prefix: string): Promise<{ sold: number; back: number; orders: number; pieces: number }> {
  const row = await world.row(`SELECT toString(sumIf(amount, kind = 'sale')) AS sold, toString(-sumIf(amount, kind = 'return')) AS back,
      toString(uniqExactIf(order_id, kind = 'sale' AND unit_price > 0)) AS orders, toString(sumIf(quantity, kind IN ('sale', 'return'))) AS pieces
    FROM order_lines FINAL WHERE startsWith(order_id, '${prefix}') AND is_duplicate = 0 AND is_test = 0`)
  return { sold: Number(row['sold']), back: Number(row['back']), orders: Number(row['orders']), pieces: Number(row['pieces']) }
}

const HEAD = '订单号,下单时间,手机号,商品名称,数量,金额,订单状态,退款金额\n'

it('a later export of the same orders says what became of them, and nothing counts twice', async () => {
  const first = await take(
    'monday.csv',
    `${HEAD}L1,2026-05-01 10:00:00,13900000401,茶,2,100,已发货,0
L2,2026-05-01 11:00:00,13900000402,壶,1,80,已发货,0
L3,2026-05-01 12:00:00,13900000403,杯,1,40,待付款,0
L4,2026-05-01 13:00:00,13900000404,盘,1,60,已发货,0
`,
  )
  expect(first).toMatchObject({ stored: 4, duplicates: 0, orders: 3, sales: { CNY: 240 }, refunds: {} })
  expect(await books('L')).toEqual({ sold: 240, back: 0, orders: 3, pieces: 4 })

  const second = await take(
    'tuesday.csv',
    `${HEAD}L1,2026-05-01 10:00:00,13900000401,茶,2,100,部分退款,25.5
L2,2026-05-01 11:00:00,13900000402,壶,1,80,退款成功,80
L3,2026-05-01 12:00:00,13900000403,杯,1,40,交易成功,0
L4,2026-05-01 13:00:00,13900000404,盘,1,60,已发货,0
`,
  )
  expect(second).toMatchObject({ stored: 3, duplicates: 1, orders: 4, sales: { CNY: 280 }, refunds: { CNY: 105.5 }, returns: 2 })
  expect(await books('L')).toEqual({ sold: 280, back: 105.5, orders: 4, pieces: 4 })

  const third = await take(
    'wednesday.csv',
    `${HEAD}L1,2026-05-01 10:00:00,13900000401,茶,2,100,部分退款,40
L2,2026-05-01 11:00:00,13900000402,壶,1,80,退款成功,80
L3,2026-05-01 12:00:00,13900000403,杯,1,40,交易成功,0
L4,2026-05-01 13:00:00,13900000404,盘,1,60,已取消,0
`,
  )
  expect(third).toMatchObject({ stored: 2, duplicates: 2 })
  expect(await books('L')).toEqual({ sold: 220, back: 120, orders: 3, pieces: 3 })
  const again = await take('wednesday.csv', `${HEAD}L1,2026-05-01 10:00:00,13900000401,茶,2,100,部分退款,40\n`)
  expect(again).toMatchObject({ stored: 0, duplicates: 1 })
  expect(await books('L')).toEqual({ sold: 220, back: 120, orders: 3, pieces: 3 })
})

it.each([
  [
    'whole orders on several rows',
    'order_id,order_date,customer_id,item,quantity,order_total,refund_amount\nW1,2026-01-02,a,Tea,2,30,\nW1,2026-01-02,a,Cup,1,30,\nW2,2026-01-03,b,Pot,1,10.01,3.34\nW3,2026-01-04,a,Tea,3,10,\nW3,2026-01-04,a,Cup,4,10,\n',
  ],
  [
    'people who turn out to be one, and test orders',
    '订单号,下单时间,手机号,邮箱,备注,金额\nP1,2026-01-02,13900000411,,,10\nP2,2026-01-03,,pi@example.com,,20\nP3,2026-01-04,13900000411,pi@example.com,,30\nP4,2026-01-05,13900000412,,测试,40\n',
  ],
  [
    'two currencies',
    'order_id,order_date,customer_id,amount,currency\nC1,2026-01-02,a,10,USD\nC2,2026-01-03,b,20,CNY\nC3,2026-01-03,b,20.5,USD\n',
  ],
  ['rows without a customer', 'order_id,order_date,amount\nN1,2026-01-02,10\nN2,2026-01-03,20\n'],
])('a dry run says what the import then does: %s', async (name, text) => {
  const plain = ({ importId: _id, dryRun: _dry, seconds: _seconds, ...figures }: ImportResult) => figures
  const dry = await take(`${name}.csv`, text, true)
  const real = await take(`${name}.csv`, text)
  expect(plain(real)).toEqual(plain(dry))
  expect(real.quarantined).toBe(0)
})

it('shares the total of an order out over its lines to the cent', async () => {
  const row = await world.row(`SELECT toString(groupArray(toString(amount))) AS parts FROM (
    SELECT amount FROM order_lines FINAL WHERE order_id = 'W3' AND kind = 'sale' ORDER BY amount)`)
  expect(row['parts']).toBe("['4.29','5.71']")
  expect(await books('W')).toMatchObject({ sold: 50.01, back: 3.34 })
})
