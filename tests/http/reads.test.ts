import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Overview } from '#http/overview/overview-schemas.ts'
import type { ChurnBoard } from '#http/predict/churn-schemas.ts'
import type { Customer360, CustomerPage, CustomerRow, SegmentSummary, TimelinePage } from '#http/profile/customer-schemas.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { firstAdmin, NOW, openHouse } from './support/house.ts'
import type { House, Visitor } from './support/house.ts'
import { customerId, CUSTOMERS, fillSmallShop, phoneOf, probabilityOf, tierOf } from './support/small-shop.ts'

let house: House
let admin: Visitor
const everyone = Array.from({ length: CUSTOMERS }, (_, i) => i)

beforeAll(async () => {
  house = await openHouse()
  admin = await firstAdmin(house)
})
afterAll(async () => {
  await house.close()
})

async function get<T>(url: string): Promise<T> {
  const response = await admin.ask('GET', url)
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.body.slice(0, 300)}`)
  return response.json<T>()
}

/** All pages of a list, read by its cursors. */
async function pages<T>(url: string): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: T[]; nextCursor: string | null } = await get(`${url}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

test('with nothing stored, unknown is null and the first thing to do is to import', async () => {
  const overview = await get<Overview>('/overview')
  expect(overview).toMatchObject({
    asOf: null,
    customers: 0,
    activeCustomers: null,
    revenue30: null,
    atRisk: null,
    retained: null,
    nextResultAt: null,
    tiers: [],
    risk: [],
  })
  expect(overview.todo.map((todo) => todo.kind)).toEqual(['import'])
  expect(await get('/customers')).toEqual({ items: [], nextCursor: null, total: 0 })
  expect(await get('/tiers')).toMatchObject({ asOf: null, tiers: [] })
  expect(await get('/churn/board')).toMatchObject({ asOf: null, scored: 0, model: null })
})

describe('with a small shop', () => {
  beforeAll(async () => {
    await fillSmallShop(house)
  })

  test('the overview counts what is stored', async () => {
    const overview = await get<Overview>('/overview')
    const orders = everyone.reduce((sum, i) => sum + (i % 8), 0)
    const within = (from: number, to: number) =>
      everyone.reduce((sum, i) => {
        const days = Array.from({ length: i % 8 }, (_, n) => i + n * 20 + 0.5)
        return sum + days.filter((day) => day >= from && day < to).length * 10 * (i + 1)
      }, 0)
    const high = everyone.filter((i) => tierOf(i) === 'high')
    const medium = everyone.filter((i) => tierOf(i) === 'medium')
    const value = [...high, ...medium].reduce((sum, i) => sum + probabilityOf(i) * 100, 0)
    expect(overview).toMatchObject({
      asOf: NOW.toISOString(),
      customers: CUSTOMERS,
      newCustomers: 4,
      orders,
      events: 3,
      revenue30: { minor: within(0, 30) * 100, currency: 'CNY' },
      revenuePrevious30: { minor: within(30, 60) * 100, currency: 'CNY' },
      atRisk: {
        customers: high.length + medium.length,
        high: high.length,
        medium: medium.length,
        value: { minor: Math.round(value * 100), currency: 'CNY' },
      },
      funnel: { scored: CUSTOMERS, decided: 10, treated: 5, control: 5, sent: 5, delivered: 5, opened: 1, clicked: 0 },
      tasksOpen: 1,
      tasksOverdue: 1,
    })
    expect(overview.tiers.reduce((sum, tier) => sum + tier.customers, 0)).toBe(CUSTOMERS)
    expect(overview.monthly.reduce((sum, month) => sum + month.orders, 0)).toBe(orders)
    expect(overview.monthly.at(-1)).toMatchObject({ month: '2026-03', complete: false })
    expect(overview.todo.map((todo) => todo.kind)).toEqual(['overdue-tasks', 'decide', 'review-risk'])
  })

  test.each(['value_at_risk', 'risk', 'monetary', 'recency', 'frequency'] as const)(
    'pages through customers by %s, both ways, all once',
    async (sort) => {
      for (const order of ['asc', 'desc'] as const) {
        const rows = await pages<CustomerRow>(`/customers?limit=7&sort=${sort}&order=${order}`)
        expect(new Set(rows.map((row) => row.id)).size).toBe(CUSTOMERS)
        expect(rows.length).toBe(CUSTOMERS)
        const keys = {
          value_at_risk: valueOf,
          risk: (r: CustomerRow) => r.riskProbability,
          monetary: (r: CustomerRow) => r.monetary?.minor ?? null,
          recency: (r: CustomerRow) => r.recencyDays,
          frequency: (r: CustomerRow) => r.frequency,
        }
        const values = rows.map((row) => keys[sort](row))
        const known = values.filter((value) => value !== null)
        expect(known).toEqual(known.toSorted((a, b) => (order === 'asc' ? a - b : b - a)))
        expect(values.slice(known.length).every((value) => value === null)).toBe(true)
      }
    },
  )

  test('filters, and says how many there are', async () => {
    const page = await get<CustomerPage>('/customers?riskTier=high&cause=spend-drop&limit=2')
    const wanted = everyone.filter((i) => tierOf(i) === 'high' && i % 2 === 1)
    expect(page.total).toBe(wanted.length)
    expect(page.items[0]).toMatchObject({
      id: customerId(39),
      maskedName: '客*',
      riskTier: 'high',
      cause: 'spend-drop',
      topReason: { zh: '很久没来', en: 'Away for long' },
      region: '北京',
      frequency: 7,
      monetary: { minor: 7 * 400 * 100, currency: 'CNY' },
      valueAtRisk: { minor: Math.round(probabilityOf(39) * 10_000), currency: 'CNY' },
    })
    expect(page.items[0]?.identifiers).toEqual([{ kind: 'phone', masked: '138****8039' }])
  })

  test.each([
    ['the phone as people write it', '138 0013 8005', 5],
    ['the customer id', customerId(12), 12],
    ['a phone nobody has', '13900000000', null],
    ['part of a phone', '1380013', null],
  ])('finds a person by %s', async (_name, q, expected) => {
    const page = await get<CustomerPage>(`/customers?q=${encodeURIComponent(q)}`)
    expect(page.items.map((row) => row.id)).toEqual(expected === null ? [] : [customerId(expected)])
  })

  test('one customer with everything', async () => {
    const customer = await get<Customer360>(`/customers/${customerId(38)}`)
    expect(customer).toMatchObject({
      row: { id: customerId(38), frequency: 6 },
      gender: 'f',
      birthYear: 1990,
      favouriteCategory: 'tea',
      averageOrder: { minor: 39_000, currency: 'CNY' },
      meanGapDays: 20,
      reasons: [{ feature: 'gap_ratio', contribution: 0.7, text: { en: 'Away for long' } }],
      model: { id: 'churn', version: 2, asOf: NOW.toISOString() },
      decisions: [{ strategyName: { zh: '召回', en: 'Win back' }, arm: 'treated', sendState: 'delivered', orderedAfter: false }],
    })
    expect(customer.scoreHistory.length).toBe(2)
    expect(customer.monthlySpend.reduce((sum, month) => sum + month.orders, 0)).toBe(6)
    const logOdds = Math.log(probabilityOf(38) / (1 - probabilityOf(38)))
    expect((customer.baseLogOdds ?? 0) + 0.7).toBeCloseTo(logOdds, 9)
    const ordered = await get<Customer360>(`/customers/${customerId(31)}`)
    expect(ordered.decisions[0]).toMatchObject({ arm: 'control', sendState: null, orderedAfter: true })
  })

  test('a record that was merged answers with the survivor, and brings its history', async () => {
    const from = customerId(1)
    await house.engines.pg.query('UPDATE customers SET merged_into = $1 WHERE id = $2', [customerId(2), from])
    await house.engines.clickhouse.insert({
      table: 'customer_alias',
      values: [{ from_id: from, to_id: customerId(2), merged_at: '2026-03-14 00:00:00.000' }],
      format: 'JSONEachRow',
    })
    expect((await get<Customer360>(`/customers/${from}`)).row.id).toBe(customerId(2))
    const timeline = await get<TimelinePage>(`/customers/${from}/timeline`)
    expect(timeline.items.filter((entry) => entry.kind === 'order').length).toBe(3)
    expect((await get<CustomerPage>('/customers')).total).toBe(CUSTOMERS - 1)
    await house.engines.pg.query('UPDATE customers SET merged_into = NULL WHERE id = $1', [from])
    await house.engines.clickhouse.command({ query: 'TRUNCATE TABLE customer_alias' })
  })

  test('the timeline puts everything in order, page by page', async () => {
    const entries = await pages<TimelinePage['items'][number]>(`/customers/${customerId(7)}/timeline?limit=3`)
    expect(entries.map((entry) => entry.kind)).toEqual(['event', 'event', 'ticket', ...Array.from({ length: 7 }, () => 'order')])
    expect(entries.map((entry) => entry.at)).toEqual(
      entries
        .map((entry) => entry.at)
        .toSorted()
        .toReversed(),
    )
    expect(entries[3]).toMatchObject({ name: '茶 0', amount: { minor: 8000, currency: 'CNY' }, detail: { order: 'o-7-0', lines: '1' } })
    const tickets = await get<TimelinePage>(`/customers/${customerId(7)}/timeline?kind=ticket`)
    expect(tickets.items.map((entry) => entry.name)).toEqual(['delivery'])
    expect((await get<TimelinePage>(`/customers/${customerId(31)}/timeline?kind=decision`)).items.length).toBe(1)
    expect((await get<TimelinePage>(`/customers/${customerId(30)}/timeline?kind=touch`)).items.length).toBe(1)
  })

  test('segments: every customer once in each scheme, and who moved', async () => {
    const summary = await get<SegmentSummary>('/tiers')
    expect(summary.tiers.reduce((sum, tier) => sum + tier.customers, 0)).toBe(CUSTOMERS)
    expect(summary.tiers.every((tier) => tier.rule.zh !== '' && tier.rule.en !== '')).toBe(true)
    const buyers = everyone.filter((i) => i % 8 > 0).length
    expect(summary.classes.reduce((sum, each) => sum + each.customers, 0)).toBe(buyers)
    expect(summary.rfm.reduce((sum, each) => sum + each.customers, 0)).toBe(buyers)
    expect(summary.migration.reduce((sum, each) => sum + each.customers, 0)).toBeGreaterThan(0)
    expect(summary.migrationFromAsOf).toBe('2026-02-13T08:00:00.000Z')
  })

  test('the churn board adds up', async () => {
    const board = await get<ChurnBoard>('/churn/board')
    expect(board.scored).toBe(CUSTOMERS)
    expect(board.histogram.reduce((sum, bin) => sum + bin.customers, 0)).toBe(CUSTOMERS)
    const atRisk = everyone.filter((i) => tierOf(i) !== 'low').length
    expect(board.tiers.map((tier) => [tier.tier, tier.customers, tier.previous])).toEqual(
      ['high', 'medium', 'low'].map((tier) => {
        const customers = everyone.filter((i) => tierOf(i) === tier).length
        return [tier, customers, customers]
      }),
    )
    expect(board.causes.reduce((sum, cause) => sum + cause.customers, 0)).toBe(atRisk)
  })

  test('a masked value is shown to those who may, with a reason, and written down', async () => {
    const id = customerId(5)
    expect((await admin.ask('POST', `/customers/${id}/reveal`, { kind: 'phone', reason: '' })).statusCode).toBe(400)
    const shown = await admin.ask('POST', `/customers/${id}/reveal`, { kind: 'phone', reason: 'call back about the parcel' })
    expect(shown.json()).toEqual({ kind: 'phone', values: [phoneOf(5)] })
    expect(shown.headers['cache-control']).toBe('no-store')
    expect((await admin.ask('POST', `/customers/${id}/reveal`, { kind: 'name', reason: 'letter' })).json()).toEqual({
      kind: 'name',
      values: ['客户5'],
    })
    const audit = await get<{ items: { action: string; target: string; detail: object }[] }>('/audit?action=customer-revealed')
    expect(audit.items[1]).toMatchObject({ target: `customer:${id}`, detail: { kind: 'phone' } })
    for (const url of ['/customers?limit=200', `/customers/${id}`, `/customers/${id}/timeline`, '/overview', '/audit']) {
      expect(JSON.stringify(await get(url))).not.toMatch(/1380013800|客户5/)
    }
  })

  test('the list as a CSV file that no spreadsheet takes for formulas', async () => {
    await house.engines.pg.query(`UPDATE customers SET masked_name = '=cmd|"x"!A1' WHERE id = $1`, [customerId(39)])
    const response = await admin.ask('GET', '/customers/export?sort=risk&language=zh-CN')
    expect(response.headers['content-disposition']).toBe('attachment; filename="customers.csv"')
    const lines = response.body.split('\r\n')
    expect(lines[0]?.startsWith('\uFEFF客户编号,客户,标识,生命周期,价值分类,风险等级,')).toBe(true)
    expect(lines[0]).toContain(',最近下单（Asia/Shanghai）,')
    expect(lines.length).toBe(CUSTOMERS + 2)
    expect(lines[1]).toContain(`"'=cmd|""x""!A1"`)
    expect(response.body).not.toMatch(/(^|,)[=+@-]/m)
    const cells = response.body.split(/[,\r\n]+/)
    expect(cells.filter((cell) => /\d{4}-\d{2}-\d{2}T|Z$/.test(cell))).toEqual([])
    expect(cells.filter((cell) => /^[a-z]+[_-][a-z_-]+$/.test(cell))).toEqual([])
    expect(cells).toEqual(expect.arrayContaining(['高风险', '超过平时购买间隔']))
    const english = (await admin.ask('GET', '/customers/export?sort=risk&language=en')).body
    expect(english.split('\r\n')[0]).toContain('\uFEFFCustomer ID,Customer,Identifiers,Lifecycle,Value class,Risk tier,')
    expect(english.split('\r\n')[0]).toContain(',Last order (Asia/Shanghai),')
    expect(english.split(/[,\r\n]+/)).toEqual(expect.arrayContaining(['High risk', 'Past their usual interval']))
    const audit = await get<{ items: { detail: object }[] }>('/audit?action=customers-exported')
    expect(audit.items[0]?.detail).toEqual({ sort: 'risk', exact: false, format: 'csv' })
  })

  test('a source: its key is shown once and stops when disabled', async () => {
    const made = await admin.ask('POST', '/sources', { name: 'Web shop', kind: 'web' })
    const { source, writeKey } = made.json<Static<typeof NewSource>>()
    expect(writeKey).toMatch(/^wk_[\w-]{43}$/)
    expect((await admin.ask('POST', '/sources', { name: 'Web shop', kind: 'web' })).json()).toMatchObject({
      status: 409,
      code: 'source-name-taken',
    })
    await house.engines.pg.query('INSERT INTO intake_counts VALUES ($1, $2, 10, 7, 2, 1)', [source.id, '2026-03-15'])
    const list = await get<{ items: object[] }>('/sources')
    expect(list.items).toMatchObject([
      { name: 'Web shop', received: 10, stored: 7, duplicates: 2, quarantined: 1, droppedByConsent: 0, disabledAt: null, consent: null },
    ])
    expect(JSON.stringify(list)).not.toContain(writeKey)
    const consent = { purpose: 'analytics', required: true, categories: ['C0002'] }
    expect((await admin.ask('PATCH', `/sources/${source.id}`, { consent })).statusCode).toBe(204)
    expect((await get<{ items: object[] }>('/sources')).items).toMatchObject([{ consent }])
    expect((await admin.ask('PATCH', '/sources/0193e7a0-0000-7000-8000-000000000000', { consent })).json()).toMatchObject({
      code: 'source-not-found',
    })
    expect((await admin.ask('PATCH', `/sources/${source.id}`, { consent: { ...consent, purpose: 'resale' } })).statusCode).toBe(400)
    expect((await admin.ask('PATCH', `/sources/${source.id}`, { consent: null })).statusCode).toBe(204)
    expect((await get<{ items: object[] }>('/sources')).items).toMatchObject([{ consent: null }])
    expect((await get<{ items: object[] }>('/audit?action=source-consent-changed')).items).toHaveLength(2)
    expect((await admin.ask('DELETE', `/sources/${source.id}`)).statusCode).toBe(204)
    expect((await get<{ items: { disabledAt: string }[] }>('/sources')).items[0]?.disabledAt).not.toBeNull()
  })
})

function valueOf(row: CustomerRow): number | null {
  return row.valueAtRisk?.minor ?? null
}
