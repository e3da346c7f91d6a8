import { expect, test } from 'vitest'
import { smsEstimates } from './sms-estimate.ts'

const ACCOUNT = { name: 'SMS', provider: 'aliyun_sms', settings: { signName: '留客商城', priceHome: '0.045', priceForeign: '0.5' } }

test('a text is counted with its signature and the way to refuse, at the price of the account', () => {
  // 【留客商城】 is 6 characters, ，拒收请回复R is 7.
  expect(smsEstimates('新'.repeat(57), 'marketing', ACCOUNT)).toMatchObject([
    { region: 'home', signature: '留客商城', encoding: 'home', used: 70, parts: 1, left: 0, costMicros: 45_000 },
  ])
  expect(smsEstimates('新'.repeat(58), 'marketing', ACCOUNT)).toMatchObject([{ used: 71, parts: 2, costMicros: 90_000 }])
  expect(smsEstimates('新'.repeat(64), 'transactional', ACCOUNT)).toMatchObject([{ used: 70, parts: 1 }])
})

test('abroad the alphabet decides, and one character can cost as much as the whole text', () => {
  const abroad = { ...ACCOUNT, provider: 'twilio', settings: { priceForeign: '0.5' } }
  const of = (text: string) => smsEstimates(text, 'marketing', abroad)[1]
  expect(of('a'.repeat(160))).toMatchObject({ region: 'international', encoding: 'gsm7', parts: 1, outsideGsm7: [], costMicros: 500_000 })
  expect(of(`${'a'.repeat(159)}ê`)).toMatchObject({ encoding: 'ucs2', parts: 3, outsideGsm7: ['ê'], costMicros: 1_500_000 })
})

test('without an account or a price nothing is said of the cost', () => {
  expect(smsEstimates('新茶', 'marketing', null).map(({ costMicros, signature }) => [costMicros, signature])).toEqual([
    [null, ''],
    [null, ''],
  ])
  expect(smsEstimates('新茶', 'marketing', { ...ACCOUNT, settings: { signName: '留客商城', foreign: 'true' } })).toMatchObject([
    { costMicros: null },
    { region: 'international', costMicros: null },
  ])
})
