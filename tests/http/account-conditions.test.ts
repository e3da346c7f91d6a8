import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { Account, AccountPage, AccountTimeline } from '#http/profile/account-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { ConditionLanguage, CountedCondition, ExplainedCondition } from '#http/segment/condition-schemas.ts'
import type { CustomerSegments, SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Accounts as a grain: two companies of three people each, one person in both, one who left, one who is out of the reach of a clerk.

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let source: NewSource
let clerk: Visitor

async function send(kind: string, records: object): Promise<void> {
  const answer = await shop.admin.ask('POST', `/${kind}?source=${source.source.id}`, records)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
}

const order = (memberNumber: string, orderId: string, amount: number, orderedAt: string) => ({
  orderId,
  memberNumber,
  orderedAt,
  lines: [{ productId: 'p1', productName: 'Seat', quantity: 1, unitPrice: amount }],
})

beforeAll(async () => {
  shop = await openShopServer(clock)
  source = (await shop.admin.ask('POST', '/sources', { name: 'CRM', kind: 'server', userIdKind: 'member_number' })).json<NewSource>()
  await send('customers', [
    { memberNumber: 'A1', region: '上海' },
    { memberNumber: 'A2', region: '北京' },
    { memberNumber: 'A3', region: '上海' },
    { memberNumber: 'B1', region: '北京' },
    { memberNumber: 'B2', region: '北京' },
  ])
  await send('accounts', [
    { accountId: 'ACME', accountName: 'Acme', attributes: { industry: 'Retail', seats: 20 }, updatedAt: '2026-03-01T00:00:00Z' },
    { accountId: 'ACME', attributes: { seats: 60 }, updatedAt: '2026-05-01T00:00:00Z' },
    { accountId: 'BETA', accountName: 'Beta', attributes: { industry: 'Tea', seats: 10 }, updatedAt: '2026-05-01T00:00:00Z' },
    { accountId: 'ACME', memberNumber: 'A1', role: 'admin' },
    { accountId: 'ACME', memberNumber: 'A2', role: 'user' },
    { accountId: 'ACME', memberNumber: 'A3', role: 'user', memberUntil: '2026-04-01' },
    { accountId: 'BETA', memberNumber: 'B1', role: 'admin' },
    { accountId: 'BETA', memberNumber: 'B2', role: 'user' },
    { accountId: 'BETA', memberNumber: 'A1', role: 'adviser' },
  ])
  await send('orders', [
    order('A2', 'O1', 100, '2026-05-01T08:00:00Z'),
    order('A3', 'O2', 900, '2026-05-02T08:00:00Z'),
    order('B1', 'O3', 50, '2026-01-02T08:00:00Z'),
  ])
  await send('subscriptions', [
    { subscriptionId: 'S1', memberNumber: 'A1', plan: 'team', startedAt: '2026-01-01', renewsAt: '2026-06-01', seats: 5 },
    { subscriptionId: 'S2', memberNumber: 'A2', plan: 'team', startedAt: '2026-02-01', renewsAt: '2026-05-20', seats: 7 },
    { subscriptionId: 'S3', memberNumber: 'A3', plan: 'team', startedAt: '2026-02-01', renewsAt: '2026-05-20', seats: 90 },
  ])
  const login = { email: 'shanghai@example.com', password: 'a long enough pass phrase' }
  await shop.admin.ask('POST', '/users', { ...login, name: 'Shanghai', role: 'operator', regions: ['上海'] })
  clerk = new Visitor(shop.server.app)
  await clerk.login(login.email, login.password)
})
afterAll(() => shop?.close())

async function accountsWhere(where: string, visitor = shop.admin): Promise<string[]> {
  const answer = await visitor.ask('GET', `/accounts?where=${encodeURIComponent(where)}`)
  expect([where, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([where, 200, ''])
  const names = answer.json<AccountPage>().items.map(({ accountId }) => accountId)
  const counted = await visitor.ask('POST', '/conditions/count', { where, grain: 'accounts' })
  expect([where, counted.json<CountedCondition>().customers]).toEqual([where, names.length])
  return names
}

async function customersWhere(where: string): Promise<string[]> {
  const page = await shop.get<CustomerPage>(`/customers?where=${encodeURIComponent(where)}`)
  return await Promise.all(page.items.map(async ({ id }) => (await numberOf(id)) ?? '')).then((all) => all.toSorted())
}

const ids = new Map<string, string>()
async function numberOf(id: string): Promise<string | undefined> {
  if (ids.size === 0) {
    for (const number of ['A1', 'A2', 'A3', 'B1', 'B2']) {
      ids.set((await shop.get<CustomerPage>(`/customers?q=${number}`)).items[0]?.id ?? '', number)
    }
  }
  return ids.get(id)
}

test('accounts are found by attributes, measures, contracts, what their people did and how many of them', async () => {
  expect(await accountsWhere('everyone')).toEqual(['ACME', 'BETA'])
  expect(await accountsWhere('account.attribute.industry is "Retail"')).toEqual(['ACME'])
  expect(await accountsWhere('account.members = 3')).toEqual(['BETA'])
  expect(await accountsWhere('account.left_members >= 1')).toEqual(['ACME'])
  expect(await accountsWhere('latest(value of measure "seats") > 50')).toEqual(['ACME'])
  expect(await accountsWhere('change(value of measure "seats" in last 90 days) >= 40')).toEqual(['ACME'])
  // Beta has one value alone: nothing is known of its growth.
  expect(await accountsWhere('not growth(value of measure "seats") is set')).toEqual(['BETA'])
  // Who left bought for 900, and that is not the account's any more.
  expect(await accountsWhere('sum(amount of order) = 100')).toEqual(['ACME'])
  expect(await accountsWhere('people(did(order in last 30 days)) = 0')).toEqual(['BETA'])
  expect(await accountsWhere('people(did(order) as "admin") >= 1')).toEqual(['BETA'])
  expect(await accountsWhere('share(did(order)) = 50%')).toEqual(['ACME'])
  // The contracts of members together; that of who left is none of them.
  expect(await accountsWhere('account.contract_seats = 12 and account.contracts = 2')).toEqual(['ACME'])
  expect(await accountsWhere('account.contract_seats = 5')).toEqual(['BETA'])
  expect(await accountsWhere('account.renews_at in next 14 days')).toEqual(['ACME'])
})

test('customers are found by what holds of their accounts, in which role', async () => {
  expect(await customersWhere('account(latest(value of measure "seats") > 50 as "admin")')).toEqual(['A1'])
  expect(await customersWhere('account(latest(value of measure "seats") > 50)')).toEqual(['A1', 'A2'])
  expect(await customersWhere('not account(everyone)')).toEqual(['A3'])
  expect(await customersWhere('account(people(customer.region is "北京") >= 2) and customer.region is "上海"')).toEqual(['A1'])
})

test('what cannot be asked is refused with its place', async () => {
  const problem = async (body: object) =>
    (await shop.admin.ask('POST', '/conditions/check', body)).json<{ code: string; params: { path?: string } }>()
  expect(await problem({ where: 'customer.region is "x"', grain: 'accounts' })).toMatchObject({
    code: 'condition-unknown-name',
    params: { path: '$.field' },
  })
  expect(await problem({ where: 'account.members > 1' })).toMatchObject({ code: 'condition-unknown-name' })
  expect(await problem({ where: 'as of 30 days ago (account(everyone))' })).toMatchObject({
    code: 'condition-no-past',
    params: { path: '$.condition' },
  })
  expect(await problem({ condition: { people: { all: [] }, op: 'gte', value: 'many' }, grain: 'accounts' })).toMatchObject({
    code: 'condition-shape',
    params: { path: '$.value' },
  })
  expect(await problem({ condition: { account: { people: { field: 'nothing', op: 'set' }, op: 'gte', value: 1 } } })).toMatchObject({
    params: { path: '$.account.people.field' },
  })
  const body = { name: 'A list', kind: 'snapshot', grain: 'accounts', where: 'everyone' }
  expect((await shop.admin.ask('POST', '/segments', body)).json()).toMatchObject({ code: 'segment-of-accounts-is-dynamic' })
})

test('a segment of accounts has versions, members with from and to, and is a condition of people and of accounts', async () => {
  const made = await shop.admin.ask('POST', '/segments', {
    name: 'Growing',
    grain: 'accounts',
    where: 'change(value of measure "seats") > 0',
  })
  const segment = made.json<SavedSegment>()
  expect(segment).toMatchObject({ grain: 'accounts', kind: 'dynamic', size: { customers: 1 }, problem: null })
  expect(await accountsWhere(`segment("${segment.id}")`)).toEqual(['ACME'])
  expect(await customersWhere(`account(segment("${segment.id}"))`)).toEqual(['A1', 'A2'])
  // Of customers it is no segment.
  expect((await shop.admin.ask('POST', '/conditions/check', { where: `segment("${segment.id}")` })).statusCode).toBe(400)

  await shop.house.segmentMembers.work()
  await shop.house.segmentMembers.refreshAll()
  const [acme] = (await shop.get<AccountPage>('/accounts?q=acme')).items
  const stays = async () =>
    (await shop.get<CustomerSegments>(`/accounts/${acme?.id}/segments`)).items.map(({ name, to }) => `${name} ${to === null}`)
  expect(await stays()).toEqual(['Growing true'])

  const saved = await shop.admin.ask('PUT', `/segments/${segment.id}`, { base: 1, name: 'Growing', where: 'account.members > 100' })
  expect(saved.json<SavedSegment>()).toMatchObject({ version: 2, size: { customers: 0 } })
  await shop.house.segmentMembers.work()
  expect(await stays()).toEqual(['Growing false'])
})

test('why an account, or somebody by their accounts, meets a condition is said with what was found', async () => {
  const [acme] = (await shop.get<AccountPage>('/accounts?q=acme')).items
  const explain = async (body: object) => (await shop.admin.ask('POST', '/conditions/explain', body)).json<ExplainedCondition>()
  const where = 'latest(value of measure "seats") > 50 and people(did(order)) >= 2'
  const ofAccount = await explain({ where, accountId: acme?.id })
  expect(ofAccount).toMatchObject({ isMet: false, accountId: acme?.id, customerId: null })
  expect(ofAccount.steps.map(({ isMet, value }) => [isMet, value])).toEqual([
    [false, null],
    [true, 60],
    [false, 1],
  ])
  await numberOf('')
  const a1 = [...ids].find(([, number]) => number === 'A1')?.[0] ?? ''
  const ofPerson = await explain({ where: 'account(latest(value of measure "seats") > 50)', customerId: a1 })
  expect(ofPerson.isMet).toBe(true)
  expect(ofPerson.steps.map(({ isMet, value, account }) => [isMet, value, account?.name ?? null])).toEqual([
    [true, 1, null],
    [true, 60, 'Acme'],
    [false, 10, 'Beta'],
  ])
  expect((await shop.admin.ask('POST', '/conditions/explain', { where })).json()).toMatchObject({ code: 'explain-of-whom' })
  const fields =
    'account.contract_seats > 1 and account.members > 1 and account.attribute.industry is set and sum(amount of order) > 1 and share(did(order)) > 80%'
  const found = await explain({ where: fields, accountId: acme?.id })
  expect(found.steps.slice(1).map(({ value }) => value)).toEqual([12, 2, 'Retail', 100, 0.5])
  // A limited reader is told of what those in reach have alone.
  const limited = await clerk.ask('POST', '/conditions/explain', { where: fields, accountId: acme?.id })
  expect(
    limited
      .json<ExplainedCondition>()
      .steps.slice(1)
      .map(({ value }) => value),
  ).toEqual([5, 2, 'Retail', 0, 0])
  // Nor of how much there is of everybody.
  const cost = async (who: Pick<typeof clerk, 'ask'>) =>
    Object.keys((await who.ask('POST', '/conditions/cost', { where: 'did(order)' })).json())
  expect(await cost(shop.admin)).toContain('rows')
  expect(await cost(clerk)).toEqual(['isLarge', 'narrowings'])
  const { accountFields } = await shop.get<ConditionLanguage>('/conditions/fields')
  expect(accountFields.filter(({ name }) => name.startsWith('account.attribute.')).map(({ name, type }) => `${name} ${type}`)).toEqual([
    'account.attribute.industry text',
    'account.attribute.seats number',
  ])
})

test('the list has figures that sort it and page through it, and leaves as a file', async () => {
  const page = await shop.get<AccountPage>('/accounts?sort=spend&measure=seats')
  expect(page.items).toMatchObject([
    { accountId: 'ACME', members: 2, formerMembers: 1, activePeople: 1, spend: { minor: 10_000 }, measure: { value: 60, change: 40 } },
    { accountId: 'BETA', members: 3, activePeople: 0, spend: { minor: 5_000 }, measure: { value: 10, change: null } },
  ])
  for (const sort of ['name', 'members', 'activePeople', 'spend', 'lastActive', 'measure', 'change']) {
    for (const turn of ['asc', 'desc']) {
      const whole = (await shop.get<AccountPage>(`/accounts?sort=${sort}&order=${turn}&measure=seats`)).items.map(({ id }) => id)
      const first = await shop.get<AccountPage>(`/accounts?sort=${sort}&order=${turn}&measure=seats&limit=1`)
      const second = await shop.get<AccountPage>(
        `/accounts?sort=${sort}&order=${turn}&measure=seats&limit=1&cursor=${encodeURIComponent(first.nextCursor ?? '')}`,
      )
      expect([sort, [...first.items, ...second.items].map(({ id }) => id), second.nextCursor]).toEqual([sort, whole, null])
    }
  }
  const csv = await shop.admin.ask('GET', '/accounts/export?language=en&measure=seats&sort=members')
  const lines = csv.body.trim().split(/\r?\n/)
  expect([csv.statusCode, lines.length, lines[1]?.includes('BETA'), lines[2]?.includes('60')]).toEqual([200, 3, true, true])
  const ndjson = await shop.admin.ask('GET', `/accounts/export?format=ndjson&where=${encodeURIComponent('account.members = 3')}`)
  expect(ndjson.body.trim().split('\n')).toHaveLength(1)
  expect((await shop.admin.ask('GET', '/accounts/export?where=nothing')).statusCode).toBe(400)
})

test('an account shows what its people did, with whose it is and when each last did something', async () => {
  const [acme] = (await shop.get<AccountPage>('/accounts?q=acme')).items
  const account = await shop.get<Account>(`/accounts/${acme?.id}`)
  expect(account.people.map(({ role, lastActiveAt, isMember }) => [role, lastActiveAt === null, isMember])).toEqual([
    ['admin', true, true],
    ['user', false, true],
    ['user', false, false],
  ])
  const timeline = await shop.get<AccountTimeline>(`/accounts/${acme?.id}/timeline?kind=order`)
  await numberOf('')
  expect(timeline.items.map(({ customerId, detail }) => [ids.get(customerId), detail['order']])).toEqual([['A2', 'O1']])
  expect((await shop.admin.ask('GET', '/accounts/00000000-0000-4000-8000-000000000000/timeline')).statusCode).toBe(404)
})

test('who sees a part of the customers counts these alone, and accounts of nobody else', async () => {
  expect(await accountsWhere('everyone', clerk)).toEqual(['ACME', 'BETA'])
  // Orders and regions of colleagues out of reach are not told by any condition.
  expect(await accountsWhere('did(order)', clerk)).toEqual([])
  expect(await accountsWhere('people(customer.region is "北京")', clerk)).toEqual([])
  expect(await accountsWhere('people(everyone) = 1', clerk)).toEqual(['ACME', 'BETA'])
  const page = (await clerk.ask('GET', '/accounts?sort=spend')).json<AccountPage>()
  expect(page.items.map(({ spend, activePeople }) => [spend?.minor, activePeople])).toEqual([
    [0, 0],
    [0, 0],
  ])
  const listed = (await clerk.ask('GET', `/customers?where=${encodeURIComponent('account(did(order))')}`)).json<CustomerPage>()
  expect(listed.items).toEqual([])
  const [acme] = page.items
  const explained = await clerk.ask('POST', '/conditions/explain', { where: 'people(did(order))', accountId: acme?.id })
  expect(explained.json<ExplainedCondition>().steps[0]?.value).toBe(0)
  const timeline = (await clerk.ask('GET', `/accounts/${acme?.id}/timeline`)).json<AccountTimeline>()
  expect(timeline.items.map(({ detail }) => detail['subscription'])).toEqual(['S1'])
  const contracts = (await clerk.ask('GET', `/accounts/${acme?.id}/contracts`)).json<{ items: { id: string }[] }>()
  expect(contracts.items.map(({ id }) => id)).toEqual(['S1'])
})
