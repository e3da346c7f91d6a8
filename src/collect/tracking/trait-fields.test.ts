import { expect, test } from 'vitest'
import { traitFields } from './trait-fields.ts'

const read = (traits: Record<string, unknown>) => traitFields(traits, 2026)

test('reads the fixed fields by the names of the specification and of shops', () => {
  expect(
    read({ gender: '女', birthday: '1990-05-01', city: '上海', member_level: '金卡', locale: 'zh-CN', timezone: 'Asia/Shanghai' }),
  ).toEqual({
    attributes: { gender: 'female', birthYear: 1990, region: '上海', memberLevel: '金卡' },
    preferredLanguage: 'zh-CN',
    timeZone: 'Asia/Shanghai',
  })
  expect(read({ birthYear: 1988, address: { city: 'Lyon' } })).toEqual({ attributes: { birthYear: 1988, region: 'Lyon' } })
})

test('says nothing of what is not there or cannot be read', () => {
  expect(read({})).toBeUndefined()
  expect(
    read({ gender: 'maybe', birthday: '2030-01-01', region: ['a'], timezone: 'Mars/Base', memberLevel: 'x'.repeat(200) }),
  ).toBeUndefined()
})
