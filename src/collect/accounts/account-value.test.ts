import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { AccountStatement } from './account-statement.ts'
import { accountValues } from './account-value.ts'

const said = (at: string, attributes: AccountStatement['attributes'], personId = NO_CUSTOMER): AccountStatement => ({
  accountId: 'a',
  personId,
  saidBy: 'event',
  accountKey: 'ACME',
  name: '',
  attributes,
  role: '',
  since: null,
  until: null,
  saidAt: Date.parse(at),
  receivedAt: 0,
})

test('every number that is said of an account is a dated value, the last of each day, whatever the order of arrival', () => {
  const statements = [
    said('2026-05-02T09:00:00Z', { seats: 12, city: '上海' }),
    said('2026-05-01T18:00:00Z', { seats: 11, trial: true }),
    said('2026-05-01T08:00:00Z', { seats: 10, usage: 0.5 }),
    said('2026-05-03T08:00:00Z', { seats: 99 }, 'person'),
  ]
  for (const order of [statements, statements.toReversed()]) {
    expect(
      accountValues(order)
        .map(({ name, day, value }) => `${day} ${name} ${value}`)
        .toSorted(),
    ).toEqual(['2026-05-01 seats 11', '2026-05-01 usage 0.5', '2026-05-02 seats 12'])
  }
})
