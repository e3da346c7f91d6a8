import { expect, test } from 'vitest'
import { beijingDay, beijingHour, readBeijingTime, writeBeijingTime } from './beijing-time.ts'
import { homeNumber, phoneOf } from './phone-parts.ts'
import { providerSaid, replyKey } from './provider-said.ts'
import { failedEvent } from './receipt-event.ts'
import { smsPrice } from './sms-fields.ts'

test('times of receipts are those of Beijing, and a time that there is not is none', () => {
  expect(readBeijingTime('2026-12-01 00:30:00')).toEqual(new Date('2026-11-30T16:30:00Z'))
  expect(writeBeijingTime(new Date('2026-11-30T16:30:00Z'))).toBe('2026-12-01 00:30:00')
  expect(beijingDay(new Date('2026-11-30T16:30:00Z'))).toBe('20261201')
  expect(beijingHour(new Date('2026-11-30T15:30:00Z'))).toBe('2026113023')
  for (const wrong of [
    '',
    '2026-02-30 00:00:00',
    '2026-13-01 00:00:00',
    '2026-12-01 24:00:00',
    '2026-12-01 00:60:00',
    '2026-12-01T00:00:00Z',
  ]) {
    expect(readBeijingTime(wrong)).toBeNull()
  }
})

test('numbers come with and without their country and are the same number', () => {
  expect(homeNumber('+8613912345678')).toBe('13912345678')
  expect(homeNumber('+85261234567')).toBeNull()
  for (const written of ['13912345678', '8613912345678', '+8613912345678']) expect(phoneOf(written)).toBe('+8613912345678')
  expect(phoneOf('13912345678', '86')).toBe('+8613912345678')
  expect(phoneOf('61234567', '852')).toBe('+85261234567')
  expect(phoneOf('85261234567')).toBe('+85261234567')
  for (const wrong of ['', 'abc', '12', '1'.repeat(40), '+']) expect(phoneOf(wrong)).toBeNull()
})

test('what a provider said is shown without secrets and without numbers of people', () => {
  expect(providerSaid('key abcd1234secret is wrong\nfor 13912345678', { accessKeySecret: 'abcd1234secret' })).toBe(
    'key *** is wrong for *********78',
  )
  expect(providerSaid('a'.repeat(2_000), {})).toHaveLength(300)
})

test('replies without an id of their own differ by sender, time or words', () => {
  const key = replyKey('+8613912345678', '1', 'R')
  expect(replyKey('+8613912345678', '1', 'R')).toBe(key)
  expect(
    new Set([key, replyKey('+8613912345678', '2', 'R'), replyKey('+8613912345678', '1', 'T'), replyKey('+86139123456781', '', 'R')]).size,
  ).toBe(4)
})

test('a code of a carrier that no table knows is kept as a reason and suppresses nobody', () => {
  expect(failedEvent({}, 'MK:0001')).toEqual({ kind: 'failed', reason: 'carrier_mk_0001' })
  expect(failedEvent({}, '')).toEqual({ kind: 'failed', reason: 'carrier' })
  expect(failedEvent({ A: { reason: 'number_unknown', suppress: 'address' } }, 'A')).toEqual({
    kind: 'failed',
    reason: 'number_unknown',
    suppress: 'address',
  })
  expect(failedEvent({}, 'toString')).toEqual({ kind: 'failed', reason: 'carrier_tostring' })
})

test('a price is exact, and unknown where none was given', () => {
  expect(smsPrice({ priceHome: '0.045', priceForeign: '0.5' }, 'home')).toBe(45_000)
  expect(smsPrice({ priceHome: '0.045', priceForeign: '0.5' }, 'international')).toBe(500_000)
  expect(smsPrice({ priceHome: '' }, 'home')).toBeNull()
  expect(smsPrice({}, 'international')).toBeNull()
})
