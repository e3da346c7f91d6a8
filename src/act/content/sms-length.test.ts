import { assert, constantFrom, integer, property, string, stringMatching } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasRefusalText, REFUSAL_TEXT, smsCost, smsLength, smsRegionOf, smsTextFor, withRefusalText } from './sms-length.ts'

const home = (text: string, signature = '') => smsLength({ text, signature, region: 'home' })
const abroad = (text: string) => smsLength({ text, signature: '', region: 'international' })
const anyText = string({ unit: 'grapheme', maxLength: 400 })

describe('mainland China', () => {
  // help.aliyun.com: 70 are one, then 67 each; 160 characters are three messages, also of letters.
  test.each([
    ['中'.repeat(70), 1, 0],
    ['中'.repeat(71), 2, 63],
    ['a'.repeat(134), 2, 0],
    ['a'.repeat(160), 3, 41],
    ['', 0, 70],
  ])('%# has its parts', (text, parts, left) => {
    expect(home(text)).toMatchObject({ encoding: 'home', used: text.length, parts, left })
  })

  test('the signature counts with its brackets', () => {
    expect(home('您好', '留客')).toMatchObject({ used: 6, signature: 4, parts: 1, left: 64 })
    expect(home('中'.repeat(66), '留客')).toMatchObject({ used: 70, parts: 1 })
    expect(home('中'.repeat(67), '留客')).toMatchObject({ used: 71, parts: 2 })
  })

  test('500 characters are the most, signature and all', () => {
    expect(home('中'.repeat(496), '留客').isTooLong).toBe(false)
    expect(home('中'.repeat(497), '留客').isTooLong).toBe(true)
  })
})

describe('elsewhere', () => {
  // help.aliyun.com: 350 letters are three, and so are 150 characters outside GSM-7.
  test.each([
    ['a'.repeat(160), 'gsm7', 1, 160],
    ['a'.repeat(161), 'gsm7', 2, 161],
    ['a'.repeat(350), 'gsm7', 3, 350],
    ['我'.repeat(150), 'ucs2', 3, 150],
    [`${'a'.repeat(158)}€`, 'gsm7', 1, 160],
    [`${'a'.repeat(159)}€`, 'gsm7', 2, 161],
    ['😀'.repeat(35), 'ucs2', 1, 70],
    ['😀'.repeat(36), 'ucs2', 2, 72],
  ] as const)('%# has its encoding and parts', (text, encoding, parts, used) => {
    expect(abroad(text)).toMatchObject({ encoding, parts, used })
  })

  test('one character outside GSM-7 makes the whole text UCS-2, and is named', () => {
    expect(abroad('It’s here… it’s')).toMatchObject({ encoding: 'ucs2', outsideGsm7: ['’', '…'] })
    expect(abroad('plain')).toMatchObject({ outsideGsm7: [] })
  })

  test('a character of two units is not cut in two by the end of a part', () => {
    // 152 letters and an escaped sign do not fit into 153, so the sign begins the next part.
    expect(abroad(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toMatchObject({ used: 305, parts: 2, left: 0 })
    expect(abroad(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ used: 306, parts: 3, left: 152 })
  })
})

describe('whatever the text', () => {
  test('the parts hold what is used, no text has fewer than the room asks for, and what is left fits', () => {
    assert(
      property(anyText, constantFrom('home', 'international'), (text, region) => {
        const { used, parts, left, encoding } = smsLength({ text, signature: '', region })
        const joined = encoding === 'gsm7' ? 153 : 67
        const alone = encoding === 'gsm7' ? 160 : 70
        expect(parts).toBeGreaterThanOrEqual(used === 0 ? 0 : used <= alone ? 1 : Math.ceil(used / joined))
        expect(parts).toBeLessThanOrEqual(used <= alone ? 1 : Math.ceil(used / (joined - 1)))
        expect(left).toBeGreaterThanOrEqual(0)
        expect(left).toBeLessThan(parts <= 1 ? alone + 1 : joined)
      }),
    )
  })

  test('more text is never shorter, and `left` more plain letters make no further part', () => {
    assert(
      property(anyText, integer({ min: 1, max: 200 }), constantFrom('home', 'international'), (text, more, region) => {
        const before = smsLength({ text, signature: '', region })
        const after = smsLength({ text: text + 'a'.repeat(more), signature: '', region })
        expect(after.parts).toBeGreaterThanOrEqual(before.parts)
        expect(after.parts === Math.max(before.parts, 1)).toBe(more <= before.left)
      }),
    )
  })

  test('the way to refuse is added once, at the end, and counted', () => {
    assert(
      property(anyText, (text) => {
        const once = withRefusalText(text)
        expect(hasRefusalText(once)).toBe(true)
        expect(withRefusalText(once)).toBe(once)
        expect(home(once).used).toBe(once.length)
      }),
    )
    expect(withRefusalText('周年庆全场八折')).toBe(`周年庆全场八折，${REFUSAL_TEXT}`)
    expect(withRefusalText('周年庆全场八折！ ')).toBe(`周年庆全场八折！${REFUSAL_TEXT}`)
    expect(withRefusalText('新茶：https://a.example/b')).toBe(`新茶：https://a.example/b ${REFUSAL_TEXT}`)
    expect(withRefusalText('')).toBe(REFUSAL_TEXT)
    for (const has of ['八折，拒收请回复R', '八折 拒收请回复 r', '八折拒收请回复Ｒ']) expect(withRefusalText(has)).toBe(has)
  })
})

test('only marketing to mainland China is told how to refuse', () => {
  const home = '+8613912345678'
  expect(smsTextFor('八折', { purpose: 'marketing', to: home })).toBe(`八折，${REFUSAL_TEXT}`)
  expect(smsTextFor('验证码 123456', { purpose: 'transactional', to: home })).toBe('验证码 123456')
  expect(smsTextFor('20 % off', { purpose: 'marketing', to: '+14155550100' })).toBe('20 % off')
})

test('a cost is exact, and unknown without a price', () => {
  expect(smsCost(3, 45_000)).toBe(135_000)
  expect(smsCost(3, null)).toBeNull()
})

test('only numbers of mainland China are home', () => {
  assert(
    property(stringMatching(/^1[3-9]\d{9}$/), (digits) => {
      expect(smsRegionOf(`+86${digits}`)).toBe('home')
    }),
  )
  expect(['+85261234567', '+8860912345678', '+14155550100'].map(smsRegionOf)).toEqual(['international', 'international', 'international'])
})
