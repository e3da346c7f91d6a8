import { describe, expect, it } from 'vitest'
import { addressLevel, addressParts } from './compare-address.ts'

describe('addresses', () => {
  it('are taken apart in Chinese and in Latin letters', () => {
    expect(addressParts('广东省深圳市南山区科技路8号501室')).toEqual(['501', '8', '南山', '广东', '深圳', '科技路'])
    expect(addressParts('中国 上海市 浦东新区 世纪大道１００号')).toEqual(['100', '上海', '世纪大道', '浦东新'])
    expect(addressParts('12 North Main Street, Apt. 4B, Springfield')).toEqual(['12', '4b', 'apt', 'main', 'n', 'springfield', 'st'])
    expect([addressParts(''), addressParts('#')]).toEqual([[], []])
  })

  it.each([
    ['广东省深圳市南山区科技路8号501室', '深圳市南山区科技路8号501', 1],
    ['广东省深圳市南山区科技路8号501室', '广东省深圳市南山区科技路８号 501 室', 0],
    ['深圳市南山区科技路8号', '深圳市南山区科技路19号', 2],
    ['深圳市南山区科技路8号', '北京市海淀区中关村大街8号', 3],
    ['12 Main Street, Springfield', '12 Main St., Springfield', 0],
    ['12 Main St, Springfield', '14 Main Street Springfield', 2],
    ['12 Main St, Springfield', '7 Oak Avenue, Portland', 3],
    ['上海市', '上海市浦东新区世纪大道100号', -1],
    ['', '12 Main St', -1],
  ])('%s and %s are of level %i', (a, b, level) => {
    expect(addressLevel(addressParts(a), addressParts(b))).toBe(level)
    expect(addressLevel(addressParts(b), addressParts(a))).toBe(level)
  })
})
