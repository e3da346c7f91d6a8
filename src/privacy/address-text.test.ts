import { describe, expect, it } from 'vitest'
import { isAddress } from './address-text.ts'

describe('addresses', () => {
  it.each([
    '北京市朝阳区建国路88号',
    '上海市徐汇区漕溪北路398号3栋1201室',
    '幸福小区12栋302室',
    '221B Baker Street, London',
    '1600 Pennsylvania Ave NW',
  ])('finds %s', (text) => expect(isAddress(text)).toBe(true))

  it.each(['北京市朝阳区', '道路救援', '3号线', '南京西路店', 'Store 12', '2 for 1', 'Street style', '干性', '12', ''])(
    'leaves %s',
    (text) => expect(isAddress(text)).toBe(false),
  )
})
