import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountOutlook, AccountRisks } from '#http/predict/account-risk-schemas.ts'
import type { AccountPage } from '#http/profile/account-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { companyShop } from '#simulate/company-shop.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A business of few companies: health and value are told, risks are not, and why is said.

const UNTIL = new Date('2026-06-01T00:00:00Z')
const world = companyShop({ companies: 12, seed: 'account-risks', until: UNTIL, months: 12 })
const dir = mkdtempSync(join(tmpdir(), 'liuke-account-risks-'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(UNTIL))
  for (const [kind, rows] of [
    ['accounts', world.accounts],
    ['subscriptions', world.subscriptions],
    ['sign_ins', world.signIns],
  ] as const) {
    const file = join(dir, `${kind}.csv`)
    writeFileSync(file, rows.map((row) => row.join(',')).join('\n'))
    await shop.house.imports.importFile({
      file,
      kind,
      ...(kind === 'accounts' ? { corrections: { mapping: { 'attribute:席位数': '席位数', 'attribute:项目数': '项目数' } } } : {}),
    })
  }
  await shop.house.accountCopy.catchUp()
})
afterAll(async () => {
  await shop?.close()
  rmSync(dir, { recursive: true, force: true })
})

test('before the first scoring nothing is told', async () => {
  expect(await shop.get<AccountRisks>('/accounts/risks')).toEqual({ model: null, items: [], nextCursor: null })
  const [first] = (await shop.get<AccountPage>('/accounts')).items
  expect(await shop.get<AccountOutlook>(`/accounts/${first?.id}/outlook`)).toEqual({ model: null, outlook: null })
})

test('with few companies the health and value of each are told, no risk, and how many more are needed', async () => {
  await shop.house.accountRisks.refresh()
  const risks = await shop.get<AccountRisks>('/accounts/risks?limit=5')
  expect(risks.model).toMatchObject({
    accounts: 12,
    scored: 0,
    state: 'not-enough-data',
    evidence: { churnedNeeded: 30, testChurnedNeeded: 10 },
    quality: null,
  })
  expect(risks.items).toHaveLength(5)
  const all = [...risks.items, ...(await shop.get<AccountRisks>(`/accounts/risks?limit=20&cursor=${risks.nextCursor}`)).items]
  expect(new Set(all.map(({ id }) => id)).size).toBe(12)
  expect(all.every(({ probability, valueAtRisk }) => probability === null && valueAtRisk === null)).toBe(true)
  const running = all.filter(({ figures }) => figures.running > figures.ending)
  expect(running.length).toBeGreaterThan(3)
  for (const { accountId, contractYear, figures } of running) {
    // As the contract file says: the price of a period, over its months.
    const contract = world.subscriptions.find(([id]) => id === `K-${accountId}`)
    const yearly = Number(contract?.[6]) * (contract?.[7] === '年付' ? 1 : 12)
    expect(contractYear).toEqual({ minor: yearly * 100, currency: 'CNY' })
    expect(figures.active30).toBeGreaterThan(0)
    expect(figures.seats).toBeGreaterThan(0)
  }
  const [worst] = running
  const one = await shop.get<AccountOutlook>(`/accounts/${worst?.id}/outlook`)
  const { id: _, accountId: __, name: ___, ...rest } = worst ?? { id: '', accountId: '', name: '' }
  expect(one.outlook).toEqual(rest)
})

test('what is asked wrongly is refused', async () => {
  expect((await shop.admin.ask('GET', '/accounts/risks?cursor=x')).statusCode).toBe(400)
  expect((await shop.admin.ask('GET', '/accounts/00000000-0000-4000-8000-000000000000/outlook')).statusCode).toBe(404)
})
