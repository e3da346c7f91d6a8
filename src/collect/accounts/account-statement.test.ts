import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { AccountRow } from '../import/account-row-step.ts'
import { SAID_BY_API } from '../said-by.ts'
import { accountStatements, foldStatements } from './account-statement.ts'

const ROW: AccountRow = {
  accountId: 'ACME',
  name: 'Acme',
  attributes: [
    { name: 'city', value: '上海', personal: false },
    { name: 'contact', value: '13800138000', personal: true },
  ],
  personName: '',
  role: 'Buyer',
  since: 5,
  until: undefined,
  saidAt: undefined,
  identifiers: [],
}
const PERSON = '00000000-0000-8000-8000-000000000001'
const say = (row: Partial<AccountRow>, receivedAt: number) =>
  accountStatements({ ...ROW, ...row }, PERSON, { by: SAID_BY_API, receivedAt }, 'secret')

test('a row speaks of its account and of its person, and keeps nothing personal of the account', () => {
  const [account, member] = say({}, 10)
  expect(account).toMatchObject({ personId: NO_CUSTOMER, name: 'Acme', attributes: { city: '上海' }, role: '', saidAt: 10 })
  expect(Object.keys(account?.attributes ?? {})).toEqual(['city'])
  expect(member).toMatchObject({
    accountId: account?.accountId,
    personId: PERSON,
    name: '',
    attributes: {},
    role: 'Buyer',
    since: 5,
    until: null,
  })
  expect(accountStatements(ROW, NO_CUSTOMER, { by: SAID_BY_API, receivedAt: 10 }, 'secret')).toHaveLength(1)
})

test('what is said later stands over the earlier, what it leaves out stays, and its order does not matter', () => {
  const early = say({}, 10)
  const late = say({ name: '', role: '', since: undefined, until: 20, attributes: [{ name: 'city', value: '北京', personal: false }] }, 30)
  for (const statements of [
    [...early, ...late],
    [...late, ...early],
  ]) {
    const [account, member] = foldStatements(statements)
    expect(account).toMatchObject({ name: 'Acme', attributes: { city: '北京' }, saidAt: 30 })
    expect(member).toMatchObject({ role: 'Buyer', since: 5, until: 20 })
  }
  expect(foldStatements([...say({ until: 20 }, 10), ...say({}, 30)])[1]).toMatchObject({ until: null })
})
