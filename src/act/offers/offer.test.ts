import { describe, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkOffer } from './check-offer.ts'
import { plainCode, readCodeList } from './offer-code.ts'
import { lastDay, whyNotGiven, whyNotHeld } from './offer-validity.ts'
import type { CodeFacts, OrderFacts } from './offer-validity.ts'
import { offerValues } from './offer-values.ts'
import { valueText } from './offer-words.ts'
import type { Offer } from './offer.ts'

const OFFER: Offer = {
  name: 'Autumn',
  kind: 'percent',
  value: 15,
  currency: 'CNY',
  minSpend: 10_000,
  products: [],
  categories: [],
  validFrom: '2026-03-01',
  validUntil: '2026-03-31',
  daysToUse: 7,
  title: { zh: '秋茶', en: 'Autumn tea' },
  terms: { zh: '每单一次', en: 'Once an order' },
  cost: null,
  costBasis: '',
  stock: null,
  perCustomer: 1,
  audience: null,
  audienceReason: '',
  codes: { mode: 'own' },
}

describe('what is saved', () => {
  const place = (change: Partial<Offer>, isDraft = false) => {
    try {
      checkOffer({ ...OFFER, ...change }, isDraft)
      return null
    } catch (error) {
      return error instanceof AppError ? error.details['place'] : error
    }
  }
  test.each<[Partial<Offer>, string | null]>([
    [{}, null],
    [{ name: ' ' }, 'name'],
    [{ value: 0 }, 'value'],
    [{ value: 101 }, 'value'],
    [{ kind: 'amount', value: 1.5 }, 'value'],
    [{ kind: 'gift', value: 5 }, 'value'],
    [{ kind: 'gift', value: null }, null],
    [{ currency: 'XXZ' }, 'currency'],
    [{ stock: 0 }, 'stock'],
    [{ perCustomer: -1 }, 'perCustomer'],
    [{ daysToUse: 731 }, 'daysToUse'],
    [{ validFrom: '2026-02-30' }, 'validFrom'],
    [{ validUntil: '2026-02-28' }, 'validUntil'],
    [{ codes: { mode: 'shared', code: '!!' } }, 'codes.code'],
    [{ cost: 500 }, 'costBasis'],
    [{ title: { zh: '', en: '' } }, 'title'],
    [{ terms: { zh: '每单一次', en: '' } }, 'terms.en'],
  ])('%j is refused at %s', (change, expected) => expect(place(change)).toBe(expected))

  test('a draft may lack its words', () => expect(place({ title: { zh: '', en: '' }, terms: { zh: '', en: '' } }, true)).toBeNull())
})

describe('codes', () => {
  test('are compared without case, spaces and hyphens', () => {
    expect(['ab-12', ' AB 12 ', 'ａｂ12'].map(plainCode)).toEqual(['AB12', 'AB12', 'AB12'])
    expect(['a', '', 'x'.repeat(200), 'a,b,c', '优惠'].map(plainCode)).toEqual(['', '', '', '', ''])
    expect(plainCode('秋茶八五折')).toBe('秋茶八五折')
  })
  test('of a list are the first column; a heading, repeats and lines that are none are told apart', () => {
    expect(readCodeList('\uFEFFcode,batch\r\nAA-11,1\n"BB22";2\n\naa11\n??\nCC33')).toEqual({
      codes: ['AA-11', 'BB22', 'CC33'],
      repeated: 1,
      wrong: [6],
      wrongCount: 1,
    })
    expect(readCodeList('优惠码\nX123').codes).toEqual(['X123'])
  })
})

describe('when it holds', () => {
  test('is given out from its first to its last day while it is live', () => {
    const why = (state: 'draft' | 'live' | 'paused' | 'ended', today: string) => whyNotGiven({ state, offer: OFFER }, today)
    expect([why('live', '2026-03-01'), why('live', '2026-03-31')]).toEqual([null, null])
    expect([why('live', '2026-02-28'), why('draft', '2026-03-02'), why('paused', '2026-03-02')]).toEqual(Array(3).fill('offer_not_live'))
    expect([why('live', '2026-04-01'), why('ended', '2026-03-02')]).toEqual(['offer_ended', 'offer_ended'])
  })
  test('lasts for its days but never past the last day of the offer', () => {
    expect(lastDay(OFFER, '2026-03-02')).toBe('2026-03-09')
    expect(lastDay(OFFER, '2026-03-28')).toBe('2026-03-31')
    expect(lastDay({ validUntil: null, daysToUse: null }, '2026-03-28')).toBeNull()
  })
})

describe('a code at the till', () => {
  const FACTS: CodeFacts = {
    state: 'live',
    offer: OFFER,
    given: { lastDay: '2026-03-09' },
    customerLastDay: null,
    usedBy: [],
    usedByCustomer: null,
  }
  const ORDER: OrderFacts = { orderId: 'o1', amount: 10_000, currency: 'CNY', products: null, categories: null }
  const why = (facts: Partial<CodeFacts>, order: Partial<OrderFacts> = {}, today = '2026-03-05') =>
    whyNotHeld({ ...FACTS, ...facts }, { ...ORDER, ...order }, today)
  const SHARED = { given: null, offer: { ...OFFER, codes: { mode: 'shared', code: 'ALL' } } } as const

  test('that a customer has holds as it was promised, whatever became of the offer since', () => {
    expect([why({}), why({ state: 'paused' }), why({ state: 'ended' })]).toEqual([null, null, null])
    expect(why({}, {}, '2026-03-10')).toBe('over')
    expect([why({ usedBy: ['o1'] }), why({ usedBy: ['o2'] })]).toEqual([null, 'used'])
  })
  test('that all share holds as long as the offer, or the days of the customer', () => {
    expect([why(SHARED), why(SHARED, {}, '2026-03-20')]).toEqual([null, null])
    expect(why({ ...SHARED, customerLastDay: '2026-03-09' }, {}, '2026-03-10')).toBe('over')
    expect([why({ ...SHARED, state: 'ended' }), why({ ...SHARED, state: 'paused' }), why(SHARED, {}, '2026-02-01')]).toEqual([
      'over',
      'not_live',
      'not_yet',
    ])
    expect([why({ ...SHARED, usedByCustomer: 1 }), why({ ...SHARED, usedByCustomer: 0 })]).toEqual(['limit', null])
  })
  test('is checked against what the order tells, and no more', () => {
    expect([why({}, { amount: 9_999 }), why({}, { amount: null })]).toEqual(['below_minimum', null])
    expect([why({}, { currency: 'USD' }), why({}, { currency: null })]).toEqual(['other_currency', null])
    const tea = { offer: { ...OFFER, products: ['p1'], categories: ['Tea'] } }
    expect([why(tea, { products: ['p2'], categories: ['Tea'] }), why(tea, { products: ['p1'] }), why(tea)]).toEqual([null, null, null])
    expect(why(tea, { products: ['p2'], categories: ['Cups'] })).toBe('other_products')
  })
})

describe('its words', () => {
  test.each<[Partial<Offer>, string, string]>([
    [{}, '满 ¥100 8.5 折', '15% off on orders of ¥100 or more'],
    [{ value: 100, minSpend: null }, '免单', '100% off'],
    [{ value: 12.5, minSpend: null }, '8.75 折', '12.5% off'],
    [{ kind: 'amount', value: 2_050, minSpend: null }, '减 ¥20.50', '¥20.50 off'],
    [{ kind: 'amount', value: 20, currency: 'JPY', minSpend: 100 }, '满 ¥100 减 ¥20', '¥20 off on orders of ¥100 or more'],
    [{ kind: 'free_shipping', value: null, minSpend: 0 }, '包邮', 'Free shipping'],
    [{ kind: 'points', value: 200, minSpend: null }, '200 积分', '200 points'],
  ])('%j', (change, zh, en) => {
    const offer = { ...OFFER, ...change }
    expect([valueText(offer, 'zh'), valueText(offer, 'en')]).toEqual([zh, en])
  })
  test('are in the language of the customer, or the other where it is not written, and leave out what is not there', () => {
    const given = { offer: { ...OFFER, title: { zh: '秋茶', en: '' } }, code: null, lastDay: null }
    expect(offerValues(given, 'en')).toEqual({
      title: '秋茶',
      label: '秋茶',
      value: '15% off on orders of ¥100 or more',
      terms: 'Once an order',
      percent: 15,
      validDays: 7,
    })
    expect(offerValues({ ...given, code: 'X1Y2', lastDay: '2026-03-09' }, 'zh')).toMatchObject({ code: 'X1Y2', validUntil: '2026年3月9日' })
  })
})
