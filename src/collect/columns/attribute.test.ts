import { describe, expect, it } from 'vitest'
import { attributeReader } from './attribute-reader.ts'
import { AttributeSurvey } from './attribute-survey.ts'
import { attributeName, withAttributeNames } from './attribute.ts'

function surveyed(heading: string, values: readonly string[]): AttributeSurvey {
  const survey = new AttributeSurvey(heading)
  for (const value of values) survey.observe(value)
  return survey
}

function typeOf(heading: string, values: readonly string[]): string {
  const survey = surveyed(heading, values)
  return survey.typeOf(survey.dates.order, survey.decimals.format.mark)
}

describe('the type of a column', () => {
  it.each([
    ['number', 'points', ['120', '0', '', '1,250.5', '-3']],
    ['number', 'points', ['120', 'n/a', '-', '7']],
    ['number', 'balance', ['¥12.50', '€3']],
    ['number', 'children', ['0', '1', '0']],
    ['number', 'weight', ['1.234,5', '0,5']],
    ['text', 'points', ['120', 'many']],
    ['text', 'code', ['00120', '00121']],
    ['text', 'serial', ['1E5', '2E7']],
    ['text', 'discount', ['10%', '5%']],
    ['yes-no', 'app user', ['yes', 'No', 'YES']],
    ['yes-no', '是否会员', ['1', '0', '1']],
    ['yes-no', 'is_vip', ['1', '0', 'true']],
    ['yes-no', '有宠物', ['有', '无', '有']],
    ['number', 'island', ['1', '0']],
    ['number', 'is_vip', ['1', '2']],
    ['date', 'last visit', ['2026-01-31', '2026/2/3', '20260401']],
    ['date', 'last visit', ['2026-01-31 10:00:00', '2026-02-01T08:00:00Z']],
    ['date', 'ends', ['31/01/2030', '02/03/2031']],
    ['date', 'ends', ['01/31/2030', '02/03/2031']],
    ['text', 'ends', ['31/01/2030', '01/31/2030']],
    ['text', 'ends', ['2026-01-31', 'open']],
    ['number', 'year', ['2024', '1999']],
    ['number', 'serial', ['45292', '45293']],
    ['text', 'skin_type', ['干性', '油性', '12']],
    ['text', 'note', ['-', 'n/a']],
  ])('is %s for %s %j', (type, heading, values) => expect(typeOf(heading, values)).toBe(type))

  it('is that of every value, not of most', () => {
    expect(typeOf('points', [...Array.from({ length: 5_000 }, (_, i) => String(i)), 'x'])).toBe('text')
  })
})

describe('personal values', () => {
  it.each([
    ['contact', ['13900001101']],
    ['contact', ['none', 'ana@example.com']],
    ['card', ['11010519491231002X']],
    ['card', ['6222021234567890123']],
    ['where', ['上海市徐汇区漕溪北路398号3栋1201室']],
    ['where', ['12 Baker Street, London']],
    ['收货地址', ['上海']],
    ['wechat', ['abc']],
    ['昵称', ['小王']],
  ])('are found in %s %j and are no numbers', (heading, values) => {
    expect(surveyed(heading, values).isPersonal).toBe(true)
    expect(typeOf(heading, values)).toBe('text')
  })

  it.each([
    ['生日月份', ['5', '12']],
    ['favourite_store', ['南京西路店', 'Store 12']],
    ['points', ['1234567', '98']],
    ['会员等级', ['金卡']],
  ])('are none in %s %j', (heading, values) => expect(surveyed(heading, values).isPersonal).toBe(false))
})

describe('reading a value', () => {
  it.each([
    ['number', '1,250.5', 1250.5],
    ['number', '007', undefined],
    ['number', 'n/a', undefined],
    ['yes-no', '是', true],
    ['yes-no', '0', false],
    ['yes-no', 'maybe', undefined],
    ['date', '03/04/2026', '2026-04-03'],
    ['date', '2026-05-01T18:00:00Z', '2026-05-02'],
    ['date', '2030-12-31 23:59:59', '2030-12-31'],
    ['date', '2026', undefined],
    ['text', '无', '无'],
    ['text', '', undefined],
  ] as const)('%s %s is %s', (type, cell, value) => {
    expect(attributeReader({ type, decimalMark: '.' }, 'dmy', 'Asia/Shanghai')(cell)).toBe(value)
  })
})

describe('names', () => {
  it('have one spelling', () => {
    expect([' Favourite  Store ', 'favourite-store', 'FAVOURITE_STORE', 'Ｆavourite store!'].map(attributeName)).toEqual(
      Array.from({ length: 4 }, () => 'favourite_store'),
    )
    expect(attributeName('会员等级（新）')).toBe('会员等级_新')
    expect(attributeName('***')).toBe('')
    expect(attributeName('x'.repeat(100))).toHaveLength(60)
  })

  it('refuse two columns under one name and a name of nothing', () => {
    expect(withAttributeNames({ 'attribute:Skin Type': 'skin', phone: 'tel' })).toEqual({ 'attribute:skin_type': 'skin', phone: 'tel' })
    expect(() => withAttributeNames({ 'attribute:a b': 'x', 'attribute:A-B': 'y' })).toThrow('Two columns')
    expect(() => withAttributeNames({ 'attribute:!!': 'x' })).toThrow('no name')
  })
})
