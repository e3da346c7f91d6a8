import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import type { Account, AccountPage, CustomerAccounts } from '#http/profile/account-schemas.ts'
import type { Customer360, CustomerPage } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { ACCOUNT_MEASURES, ACCOUNT_PEOPLE, ACCOUNTS } from '#store/analytical/account-sources.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'
import { Visitor } from './support/house.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let source: NewSource

beforeAll(async () => {
  shop = await openShopServer(clock)
  source = (await shop.admin.ask('POST', '/sources', { name: 'CRM', kind: 'server', userIdKind: 'member_number' })).json<NewSource>()
})
afterAll(() => shop?.close())

async function send(kind: string, records: object): Promise<RecordsAnswer> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.admin.ask('POST', `/${kind}?source=${source.source.id}`, records)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<RecordsAnswer>()
}

async function accountOf(key: string, visitor = shop.admin): Promise<Account> {
  const page = (await visitor.ask('GET', `/accounts?q=${key}`)).json<AccountPage>()
  const [found] = page.items
  return (await visitor.ask('GET', `/accounts/${found?.id}`)).json<Account>()
}

const membersOf = (account: Account): string[] =>
  account.people.map(({ role, isMember }) => `${role || '-'} ${isMember ? 'in' : 'left'}`).toSorted()

/** What the analytical side knows of accounts, once it was told of all that was committed. */
async function copied() {
  await shop.house.accountCopy.catchUp()
  const client = shop.house.engines.clickhouse
  const [accounts, people, measures] = await Promise.all([
    readRows<Record<string, unknown> & { account_key: string }>(client, `SELECT * FROM ${ACCOUNTS} ORDER BY account_key`, {}),
    readRows<{ account_id: string; customer_id: string; role: string; until: string | null }>(
      client,
      `SELECT * FROM ${ACCOUNT_PEOPLE}`,
      {},
    ),
    readRows<{ account_id: string; name: string; day: string; value: number }>(
      client,
      `SELECT * FROM ${ACCOUNT_MEASURES} ORDER BY name, day`,
      {},
    ),
  ])
  return { accounts, people, measures }
}

/** Accounts with the people of each, by both sides: they must agree whatever was sent, merged and taken back. */
async function bothSides(): Promise<readonly [string[], string[]]> {
  const { accounts, people } = await copied()
  const shown = await Promise.all(
    (await shop.get<AccountPage>('/accounts')).items.map(async ({ id, accountId }) => {
      const account = (await shop.admin.ask('GET', `/accounts/${id}`)).json<Account>()
      const own = account.people.map(({ customerId, role, until }) => `${customerId} ${role} ${until === null}`)
      return `${accountId} ${account.name}: ${own.toSorted().join(', ')}`
    }),
  )
  const stored = accounts.map(({ account_id, account_key, name }) => {
    const own = people.filter((one) => one.account_id === account_id)
    const words = own.map(({ customer_id, role, until }) => `${customer_id} ${role} ${until === null}`)
    return `${account_key} ${String(name)}: ${words.toSorted().join(', ')}`
  })
  return [stored.toSorted(), shown.toSorted()]
}

async function expectSameSides(): Promise<void> {
  const [stored, shown] = await bothSides()
  expect(stored).toEqual(shown)
}

test('records make an account with typed attributes and people; the same again changes nothing, and later data lets a person leave', async () => {
  const acme = { accountId: 'ACME', accountName: 'Acme Ltd.', attributes: { Industry: 'Retail', employees: 250, trial: false } }
  const records = [
    acme,
    { accountId: 'ACME', memberNumber: 'A1', role: 'Buyer', memberSince: '2026-01-02' },
    { accountId: 'ACME', memberNumber: 'A2', role: 'Owner' },
    { accountId: 'BETA', memberNumber: 'A1', role: 'Adviser' },
  ]
  expect(await send('accounts', records)).toMatchObject({ received: 4, stored: 4, duplicates: 0, quarantined: 0 })
  expect(await send('accounts', records)).toMatchObject({ received: 4, stored: 0, duplicates: 4, quarantined: 0 })
  const account = await accountOf('acme')
  expect(account).toMatchObject({
    accountId: 'ACME',
    name: 'Acme Ltd.',
    members: 2,
    formerMembers: 0,
    hiddenPeople: 0,
    attributes: [
      { name: 'employees', value: 250 },
      { name: 'industry', value: 'Retail' },
      { name: 'trial', value: false },
    ],
  })
  expect(membersOf(account)).toEqual(['Buyer in', 'Owner in'])

  await send('accounts', { accountId: 'ACME', memberNumber: 'A2', memberUntil: '2026-05-01' })
  expect(membersOf(await accountOf('acme'))).toEqual(['Buyer in', 'Owner left'])

  const [a1] = (await shop.get<CustomerPage>('/customers?q=A1')).items
  const { items } = await shop.get<CustomerAccounts>(`/customers/${a1?.id}/accounts`)
  expect(items.map(({ accountId, role }) => `${accountId} ${role}`)).toEqual(['ACME Buyer', 'BETA Adviser'])
  await expectSameSides()
  const { accounts } = await copied()
  expect(accounts[0]).toMatchObject({
    account_key: 'ACME',
    attribute_texts: { industry: 'Retail' },
    attribute_numbers: { employees: 250 },
    attribute_flags: { trial: 0 },
  })
})

test('what cannot be is kept aside, with the field to blame', async () => {
  const answer = await send('accounts', [
    { accountName: 'Without an id' },
    { accountId: 'X', role: 'Buyer' },
    { accountId: 'X', memberNumber: 'A1', memberSince: '2026-05-02', memberUntil: '2026-05-01' },
    { accountId: 'X', memberNumber: 'A1', memberUntil: 'soon' },
  ])
  expect(answer).toMatchObject({ stored: 0, quarantined: 4 })
  expect(answer.results.map(({ reason, field }) => `${reason} ${field}`)).toEqual([
    'missing-value accountId',
    'no-identifier ',
    'date-out-of-range memberUntil',
    'unreadable-date memberUntil',
  ])
  expect((await shop.admin.ask('GET', '/accounts/00000000-0000-4000-8000-000000000000')).statusCode).toBe(404)
})

test('a group call names the account of whoever makes it', async () => {
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/group',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({
      userId: 'G1',
      groupId: 'GAMMA',
      traits: { name: 'Gamma', plan: 'pro', seats: 12, role: 'Admin' },
      messageId: 'g1',
    }),
  })
  expect(answer.statusCode).toBe(200)
  clock.moveTo(new Date(clock.now().getTime() + 1_000))
  await drainInbox(shop.house)
  const account = await accountOf('gamma')
  expect(account).toMatchObject({
    name: 'Gamma',
    members: 1,
    attributes: [
      { name: 'plan', value: 'pro' },
      { name: 'seats', value: 12 },
    ],
  })
  expect(membersOf(account)).toEqual(['Admin in'])
  const { measures } = await copied()
  expect(measures.filter(({ account_id }) => account_id === account.id)).toMatchObject([{ name: 'seats', day: '2026-05-10', value: 12 }])
})

test('a file says the same, and what it said goes when it is taken back', async () => {
  const file =
    '企业编号,企业名称,会员号,角色,离开时间\nACME,Acme 中国,A2,财务,\nDELTA,Delta,D1,老板,\nDELTA,Delta,D2,店长,2026-04-01\n,无编号,D3,,\n'
  const { job } = await shop.ended((await shop.startImport('accounts.csv', file, 'accounts')).id)
  expect(job).toMatchObject({
    state: 'done',
    result: { rows: 4, stored: 3, quarantined: 1, records: { kind: 'accounts', accounts: 2, left: 1 } },
  })
  expect(await accountOf('acme')).toMatchObject({ name: 'Acme 中国', members: 2 })
  expect(membersOf(await accountOf('delta'))).toEqual(['店长 left', '老板 in'])
  await expectSameSides()

  const { importId } = job.result as { importId: string }
  const undone = await shop.ended((await shop.admin.ask('POST', `/imports/${importId}/undo`)).json<{ id: string }>().id)
  expect(undone.job).toMatchObject({ state: 'done' })
  expect(await accountOf('acme')).toMatchObject({ name: 'Acme Ltd.', members: 1, formerMembers: 1 })
  expect((await shop.get<AccountPage>('/accounts?q=delta')).items).toEqual([])
  await expectSameSides()
})

test('two people of an account who turn out to be one are one on both sides, and two again when the merge is taken back', async () => {
  await send('accounts', [
    { accountId: 'RHO', memberNumber: 'R1', role: 'Buyer' },
    { accountId: 'RHO', email: 'r1@example.com', role: 'Owner' },
  ])
  await expectSameSides()
  await send('customers', [{ memberNumber: 'R1', email: 'r1@example.com' }])
  expect((await accountOf('rho')).members).toBe(1)
  await expectSameSides()
  const id = (await accountOf('rho')).people[0]?.customerId ?? ''
  const { merges } = await shop.get<Customer360>(`/customers/${id}`)
  const wish = { act: 'unmerge', merge: merges.find((one) => one.mayBeTakenBack)?.id ?? '' }
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const { state } = (await shop.admin.ask('POST', `/customers/${id}/identity/preview`, wish)).json<{ state: string }>()
  const decided = await shop.admin.ask('POST', `/customers/${id}/identity/decisions`, {
    wish,
    state,
    confirmed: true,
    reason: 'two people',
  })
  expect([decided.statusCode, decided.statusCode === 200 ? '' : decided.body]).toEqual([200, ''])
  expect((await accountOf('rho')).members).toBe(2)
  await expectSameSides()
})

test('people of accounts have the names that records and files say, also where they are said later', async () => {
  const namesOf = async (key: string) => (await accountOf(key)).people.map(({ role, maskedName }) => `${role} ${maskedName}`)
  const buyer = { accountId: 'NU', memberNumber: 'N1', role: 'Buyer' }
  await send('accounts', [buyer, { accountId: 'NU', accountName: 'Nu', customerName: 'Nobody' }])
  expect(await namesOf('nu')).toEqual(['Buyer '])
  // Without a name, the number tells people apart; masked.
  expect((await accountOf('nu')).people.map(({ maskedIdentifier }) => maskedIdentifier)).toEqual(['**'])
  expect(await send('accounts', { ...buyer, customerName: 'Ann Bell' })).toMatchObject({ stored: 1 })
  expect(await namesOf('nu')).toEqual(['Buyer A*** B***'])
  await shop.ended((await shop.startImport('people.csv', '企业编号,会员号,姓名,角色\nXI,X1,王小明,老板\n', 'accounts')).id)
  expect(await namesOf('xi')).toEqual(['老板 王**'])
})

test('people out of reach are counted and not named, and accounts without anybody in reach are not shown', async () => {
  await send('customers', [
    { memberNumber: 'S1', region: '上海' },
    { memberNumber: 'S2', region: '北京' },
  ])
  await send('accounts', [
    { accountId: 'SIGMA', memberNumber: 'S1', role: 'Buyer' },
    { accountId: 'SIGMA', memberNumber: 'S2', role: 'Owner' },
    { accountId: 'TAU', memberNumber: 'S2', role: 'Owner' },
  ])
  const login = { email: 'shanghai@example.com', password: 'a long enough pass phrase' }
  expect((await shop.admin.ask('POST', '/users', { ...login, name: 'Shanghai', role: 'operator', regions: ['上海'] })).statusCode).toBe(201)
  const clerk = new Visitor(shop.server.app)
  await clerk.login(login.email, login.password)
  expect((await clerk.ask('GET', '/accounts')).json<AccountPage>().items.map(({ accountId }) => accountId)).toEqual(['SIGMA'])
  const seen = await accountOf('sigma', clerk)
  expect(membersOf(seen)).toEqual(['Buyer in'])
  expect(seen).toMatchObject({ members: 2, hiddenPeople: 1 })
  const tau = await accountOf('tau')
  expect((await clerk.ask('GET', `/accounts/${tau.id}`)).statusCode).toBe(404)
})
