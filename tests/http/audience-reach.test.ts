import { afterAll, beforeAll, expect, test } from 'vitest'
import { contactBlock } from '#decide/candidate.ts'
import { isDirect } from '#decide/strategy.ts'
import type { AudienceReach } from '#http/act/reach-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-18T04:00:00Z'))
const CUSTOMERS = 30
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  const said = ['yes', 'no', '']
  const rows = Array.from({ length: CUSTOMERS }, (_, i) =>
    [i % 5 === 4 ? '' : `1390000${1_000 + i}`, i % 4 === 3 ? '' : `c${i}@example.com`, said[i % 3], said[(i + 1) % 3], `M${i}`].join(','),
  )
  const text = ['phone,email,email consent,sms consent,member_number', ...rows].join('\n')
  await shop.ended((await shop.startImport('customers.csv', text, 'customers')).id)
  const suppress = (address: string, channels: string[]) =>
    shop.admin.ask('POST', '/suppressions', { address, channels, why: 'asked us to' })
  await suppress('c0@example.com', ['email'])
  await suppress('13900001003', ['sms'])
  await suppress('13900001006', ['sms', 'agent_task'])
  const ids = await everybody()
  await shop.admin.ask('PUT', `/customers/${ids[9] ?? ''}/contact-stop`, { reason: 'asked' })
  await shop.admin.ask('PUT', `/customers/${ids[12] ?? ''}/contact-pause`, { channels: ['email', 'push'], days: 5 })
  for (const [i, id] of ids.entries()) {
    if (i % 5 !== 0) continue
    await shop.admin.ask('PUT', `/customers/${id}/addresses`, { kind: 'openid', value: `open-id-${i}` })
    await shop.admin.ask('POST', `/customers/${id}/consents`, { channel: 'wechat', granted: i % 2 === 0 })
  }
})
afterAll(() => shop?.close())

const everybody = async () => (await shop.house.db.selectFrom('customers').select('id').orderBy('id').execute()).map(({ id }) => id)
const reach = async (body: object) => (await shop.admin.ask('POST', '/conditions/reach', body)).json<AudienceReach>()
const row = (answer: AudienceReach, channel: string) => answer.channels.find((one) => one.channel === channel)

test('the counts are what the rule about each customer gives, for every channel', async () => {
  const counted = await reach({ where: 'everyone' })
  expect(counted.customers).toBe(CUSTOMERS)
  const ids = await everybody()
  const phones = new Set(
    (await shop.house.db.selectFrom('identifiers').select('customer_id').where('kind', '=', 'phone').execute()).map(
      (one) => one.customer_id,
    ),
  )
  for (const { channel, unready, ...sums } of counted.channels) {
    const found = await shop.house.contacts.reach(ids, channel)
    const expected = { withAddress: 0, suppressed: 0, notAgreed: 0, heldOut: 0, open: 0 }
    for (const [id, one] of found) {
      if (isDirect(channel) ? !one.hasAddress : !phones.has(id)) continue
      expected.withAddress += 1
      const block = contactBlock(channel, one)
      if (block === 'suppressed') expected.suppressed += 1
      else if (block === 'no_consent') expected.notAgreed += 1
      else if (block === null) expected.open += 1
    }
    expect([channel, sums]).toEqual([channel, expected])
    expect([channel, sums.withAddress]).toEqual([channel, sums.suppressed + sums.notAgreed + sums.heldOut + sums.open])
    expect([channel, unready === null]).toEqual([channel, channel === 'agent_task'])
  }
  expect(row(counted, 'email')?.open).toBeGreaterThan(2)
  expect(row(counted, 'email')?.suppressed).toBeGreaterThan(0)
  expect(row(counted, 'sms')?.suppressed).toBeGreaterThan(0)
})

test('an openid counts only with an account that can send to it', async () => {
  expect(row(await reach({ where: 'everyone' }), 'wechat')).toMatchObject({ withAddress: 0, open: 0 })
})

test('a condition that is none is refused with its place', async () => {
  const wrong = await shop.admin.ask('POST', '/conditions/reach', { where: 'nonsense(' })
  expect(wrong.statusCode).toBe(400)
  expect((await shop.admin.ask('POST', '/conditions/reach', {})).statusCode).toBe(400)
})

test('whoever is in the global control group is counted apart', async () => {
  const before = await reach({ where: 'everyone' })
  expect((await shop.admin.ask('POST', '/contact-rules/control-group', { share: 0.15 })).statusCode).toBe(201)
  const after = await reach({ where: 'everyone' })
  const [was, is] = [row(before, 'agent_task'), row(after, 'agent_task')]
  expect(is?.heldOut).toBeGreaterThan(0)
  expect((is?.open ?? 0) + (is?.heldOut ?? 0)).toBe(was?.open)
})
