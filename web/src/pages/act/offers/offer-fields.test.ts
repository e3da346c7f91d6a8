import { expect, test } from 'vitest'
import { bodyOf, FIRST_OFFER } from './offer-fields.ts'

test('money is written as people write it and sent in minor units; only kinds with a value send one', () => {
  const amount = { ...FIRST_OFFER, kind: 'amount' as const, value: 20, minSpend: 99.5, cost: 18 }
  expect(bodyOf(amount, 'CNY')).toMatchObject({ value: 2_000, minSpend: 9_950, cost: 1_800, currency: 'CNY' })
  expect(bodyOf(amount, 'JPY')).toMatchObject({ value: 20, cost: 18 })
  expect(bodyOf({ ...amount, kind: 'percent', value: 15 }, 'CNY').value).toBe(15)
  expect(bodyOf({ ...amount, kind: 'gift' }, 'CNY').value).toBeNull()
})

test('an audience is sent only where it is for some, and codes only with what their mode has', () => {
  const some = {
    ...FIRST_OFFER,
    audience: { field: 'customer.region', op: 'in', values: ['Berlin'] },
    code: 'ALL10',
    url: 'https://shop.example/codes',
  }
  expect(bodyOf(some, 'EUR')).toMatchObject({ audience: null, codes: { mode: 'own' } })
  expect(bodyOf({ ...some, whom: 'some', mode: 'shared' }, 'EUR')).toMatchObject({
    audience: some.audience,
    codes: { mode: 'shared', code: 'ALL10' },
  })
  expect(bodyOf({ ...some, mode: 'shop' }, 'EUR').codes).toEqual({ mode: 'shop', url: 'https://shop.example/codes' })
})
