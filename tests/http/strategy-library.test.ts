import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LibraryStrategy, LibraryTaken } from '#http/decide/library-schemas.ts'
import type { Strategy, StrategyVersion } from '#http/decide/retain-schemas.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { ManualClock } from '#kernel/clock.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { fillSmallShop } from './support/small-shop.ts'

// Ready-made strategies by industry: what a project lacks for them, and taking them over as drafts.

let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  await fillSmallShop(shop.house)
  await shop.house.db
    .updateTable('strategies')
    .set({ state: 'retired', definition: JSON.stringify(strategyLibrary('CNY')[0]?.definition) })
    .execute()
})
afterAll(async () => {
  await shop?.close()
})

const library = async () => (await shop.get<{ items: LibraryStrategy[] }>('/strategy-library')).items
const take = async (body: object) => (await shop.admin.ask('POST', '/strategy-library', body)).json<LibraryTaken>().added

test('every pack is there with its reach, and data that the project lacks are named instead of reaching nobody without a word', async () => {
  const items = await library()
  const find = (id: string) => items.find((one) => one.id === id)
  // The small shop has orders and scores, and neither contracts nor balances.
  expect(find('retail-annual-membership')).toMatchObject({ missing: [], reach: expect.any(Number) })
  expect(find('saas-renewal-call')?.missing).toEqual([{ kind: 'contracts', name: '' }])
  expect(find('finance-wealth-bonus')?.missing).toEqual([{ kind: 'measure', name: 'balance' }])
  expect(find('education-course-completion')?.missing).toEqual([{ kind: 'event', name: 'Lesson Completed' }])
  expect(items.filter(({ where, reach }) => where.startsWith('contract.') && reach !== 0)).toEqual([])
  for (const { sentence, where } of items) {
    expect(sentence.zh).not.toBe('')
    expect(where).not.toBe('')
  }
})

test('one strategy becomes a draft with further channels, and taking it again changes nothing', async () => {
  expect(await take({ ids: ['retail-annual-membership'] })).toEqual(['retail-annual-membership'])
  const mine = await shop.get<Strategy>('/strategies/retail-annual-membership')
  expect(mine).toMatchObject({ state: 'draft', version: 1, definition: { channel: 'email', nextChannels: ['sms'], pack: 'retail' } })
  expect(await take({ ids: ['retail-annual-membership'] })).toEqual([])
  expect((await library()).find(({ id }) => id === mine.id)?.state).toBe('draft')
})

test('a whole pack is taken at once; what the library has not is refused', async () => {
  const pack = (await library()).filter(({ definition, state }) => definition.pack === 'saas' && state === null)
  expect(pack.length).toBeGreaterThanOrEqual(8)
  expect((await take({ pack: 'saas' })).toSorted()).toEqual(pack.map(({ id }) => id).toSorted())
  const refused = await Promise.all(
    [{ pack: 'farming' }, { ids: ['nothing'] }, {}, { ids: ['crm-webhook'], pack: 'saas' }].map((body) =>
      shop.admin.ask('POST', '/strategy-library', body),
    ),
  )
  expect(refused.map((answer) => answer.json<{ code: string }>().code)).toEqual([
    'library-strategy-not-found',
    'library-strategy-not-found',
    'library-choice',
    'library-choice',
  ])
})

test('versions say what they changed, and going back makes a new one with the content of then', async () => {
  const id = 'retail-annual-membership'
  const { definition, where } = await shop.get<Strategy>(`/strategies/${id}`)
  const { audience: _audience, ...rest } = definition
  await shop.admin.ask('PUT', `/strategies/${id}`, { ...rest, where, holdout: 0.35 })
  await shop.admin.ask('PATCH', `/strategies/${id}`, { state: 'active' })
  const back = (await shop.admin.ask('POST', `/strategies/${id}/go-back`, { version: 1 })).json<Strategy>()
  expect(back).toMatchObject({ version: 4, state: 'active', definition: { holdout: 0.2 } })
  const { items } = await shop.get<{ items: StrategyVersion[] }>(`/strategies/${id}/versions`)
  expect(items.map(({ version, changed }) => [version, changed])).toEqual([
    [4, ['holdout']],
    [3, ['state']],
    [2, ['holdout']],
    [1, []],
  ])
  const missing = await shop.admin.ask('POST', `/strategies/${id}/go-back`, { version: 9 })
  expect(missing.json<{ code: string }>().code).toBe('strategy-version-not-found')
})
