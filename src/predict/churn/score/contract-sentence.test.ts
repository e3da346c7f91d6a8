import { expect, test } from 'vitest'
import { contractSentence } from './contract-sentence.ts'

const MEASURES = [{ name: '余额', unit: '元' }]

test.each<readonly [string, number | null, string | undefined]>([
  ['days_to_renewal', 12.2, 'The contract is up for renewal in 12 days'],
  ['days_to_renewal', -3, 'The contract period ended 3 days ago without a renewal'],
  ['contract_age_days', 1, 'The contract is 1 day old'],
  ['payment_tickets_180', 2, '2 tickets about payments in 180 days'],
  // 115 against 100.
  ['contract_price_change', 15 / 215, 'Price up 15 % since the start'],
  ['contract_seats_change', 0, 'Seats unchanged since the start'],
  ['measure_1_level', 1234.5678, '“余额” is 1235 元'],
  // 40 against 100.
  ['measure_1_drop', -60 / 140, '“余额” down 60 % on its own past'],
  ['measure_1_trend_30', -1, '“余额” down 100 % in a month on the month before'],
  // From nothing there is no percentage.
  ['measure_1_trend_90', 1, undefined],
  ['measure_2_drop', -0.5, undefined],
  ['measure_1_drop', null, undefined],
  ['recency_days', 5, undefined],
])('%s %s', (feature, value, expected) => {
  expect(contractSentence({ feature, value, contribution: 1, facts: {} }, MEASURES)?.en).toBe(expected)
})
