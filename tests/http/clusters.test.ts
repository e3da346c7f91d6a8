import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { CLUSTER_TRAITS } from '#segment/clusters/cluster-features.ts'
import { createClusterStore } from '#store/analytical/cluster-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const START = new Date('2026-03-15T08:00:00Z')
const clock = new ManualClock(START)
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const HEAD = 'order_id,phone,order_time,product_id,category,quantity,unit_price,currency'
const phone = (n: number) => `139${String(10_000_000 + n * 7_919).padStart(8, '0')}`

/** Orders of customers from..to: in turn regulars with large baskets, regulars with small ones, and people who bought once, long ago. */
function orders(from: number, to: number): string {
  const rng = new Rng('clusters')
  const lines = [HEAD]
  for (let n = from; n < to; n += 1) {
    const [count, gap, price, last] = (
      [
        [16, 20, 300, 8],
        [16, 20, 15, 8],
        [1, 1, 60, 300],
      ] as const
    )[n % 3] as readonly [number, number, number, number]
    for (let i = 0; i < count; i += 1) {
      const at = new Date(START.getTime() - (last + i * gap + 5 * rng.next()) * DAY_MS).toISOString()
      lines.push(`o-${n}-${i},${phone(n)},${at},p-${i % 3},cat-${i % 3},1,${(price * (0.8 + 0.4 * rng.next())).toFixed(2)},CNY`)
    }
  }
  return lines.join('\n')
}

async function load(name: string, text: string): Promise<void> {
  const { job } = await shop.ended((await shop.startImport(name, text, 'orders')).id)
  expect([job.state, job.error]).toEqual(['done', null])
}

async function find(): Promise<ClusterOverview> {
  const { job } = await shop.ended((await shop.admin.ask('POST', '/clusters/run')).json<Job>().id)
  expect([job.state, job.error]).toEqual(['done', null])
  return await shop.get('/clusters')
}

const totalOf = async (cluster: string) => (await shop.get<CustomerPage>(`/customers?cluster=${cluster}&limit=1`)).total
const membersNow = async () =>
  await readRows<{ customer: string; cluster: string }>(
    shop.house.engines.clickhouse,
    `SELECT toString(customer_id) AS customer, cluster FROM cluster_members FINAL WHERE as_of = (SELECT max(as_of) FROM cluster_runs) ORDER BY customer_id`,
  )

test('before the first run, and with too few buyers, it says so with the numbers', async () => {
  expect(await shop.get('/clusters')).toMatchObject({ lack: 'no-run', clusters: [], leastBuyers: 200 })
  await load('few.csv', orders(0, 120))
  expect(await find()).toMatchObject({ lack: 'few-buyers', buyers: 120, leastBuyers: 200, clusters: [] })
  expect((await shop.get<CustomerPage>('/customers?cluster=c1')).items).toEqual([])
})

test('clusters have names and figures, and each number is the list that it opens', async () => {
  await load('more.csv', orders(120, 330))
  await load('foreign.csv', [HEAD, `o-f,${phone(999)},2026-03-01T08:00:00Z,p-1,cat-1,1,50,USD`].join('\n'))
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS / 24))
  const { lack, buyers, unconverted, clusters, outliers, silhouettes } = await find()
  expect({ lack, buyers, unconverted }).toEqual({ lack: null, buyers: 330, unconverted: 1 })
  expect(clusters.map(({ name }) => name.en).toSorted()).toEqual(['Frequent, small orders', 'High-value loyal', 'Long gone'])
  expect(silhouettes.map(({ k }) => k)).toEqual([3, 4, 5, 6, 7, 8])
  for (const { key, size } of clusters) expect([key, await totalOf(key)]).toEqual([key, size])
  expect(await totalOf('outliers')).toBe(outliers.size)
  expect(clusters.reduce((sum, { size }) => sum + size, outliers.size)).toBe(330)
  const loyal = clusters.find(({ kind }) => kind === 'loyal')
  expect(loyal?.figures).toMatchObject({ orders: 16, categories: 3 })
  expect(loyal?.figures.gap).toBeCloseTo(20, 0)
  expect(loyal?.figures.averageOrder).toBeGreaterThan(280)
  expect(loyal?.sentence.en).toMatch(
    /^Buys every 20 days, ¥\d{3} an order\. 16 orders and ¥4,\d{3} in the last 365 days\. Last order \d+ days ago\. 3 categories\.$/,
  )
})

test('what a customer is compared by is worked out from their orders', async () => {
  const asOf = new Date((await shop.get<ClusterOverview>('/clusters')).asOf as string)
  const { customerIds, table, unconverted } = await createClusterStore(shop.house.engines.clickhouse).features(asOf)
  expect([new Set(customerIds).size, unconverted]).toEqual([330, 1])
  const once = table.lifetimeOrders.indexOf(1)
  const own = Object.fromEntries(CLUSTER_TRAITS.map((trait) => [trait, table[trait][once]]))
  expect(own).toMatchObject({ orders: 1, gap: Number.NaN, activeDays: 0, returnedShare: 0, categories: 1, lifetimeOrders: 1 })
  expect(own['recency']).toBeGreaterThan(300)
  expect(own['tenure']).toBeCloseTo(own['recency'] as number, 3)
  expect(own['averageOrder']).toBe(own['spend'])
})

test('the same data give everybody the same cluster again, and a name by hand stays', async () => {
  const before = await membersNow()
  const [first, second] = (await shop.get<ClusterOverview>('/clusters')).clusters
  const rename = (key: string, name: string | null) => shop.admin.ask('PUT', `/clusters/${key}/name`, { name })
  expect((await rename(first?.key as string, '  周末家庭 ')).json<ClusterOverview>().clusters[0]).toMatchObject({
    name: { zh: '周末家庭', en: '周末家庭' },
    ownName: first?.name,
    isRenamed: true,
  })
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS / 24))
  expect((await find()).clusters.map(({ key, name }) => [key, name.zh])).toContainEqual([first?.key, '周末家庭'])
  expect(await membersNow()).toEqual(before)

  expect((await rename(second?.key as string, '周末家庭')).json()).toMatchObject({ status: 409, code: 'cluster-name-taken' })
  expect((await rename('c99', 'x')).json()).toMatchObject({ status: 404, code: 'unknown-cluster' })
  expect((await rename(first?.key as string, ' ')).json()).toMatchObject({ status: 400, code: 'cluster-name-length' })
  expect((await rename(first?.key as string, 'x'.repeat(41))).json()).toMatchObject({ status: 400, code: 'cluster-name-length' })
  expect((await rename('outliers', 'x')).statusCode).toBe(400)
  expect((await shop.admin.ask('GET', '/customers?cluster=c0')).statusCode).toBe(400)
  expect((await rename(first?.key as string, null)).json<ClusterOverview>().clusters[0]).toMatchObject({
    name: first?.name,
    isRenamed: false,
  })
})
