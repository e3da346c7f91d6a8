import { expect, it } from 'vitest'
import { maskRow } from './mask-row.ts'

const MAPPING = { phone: '手机号', name: '姓名', orderedAt: '下单时间', productName: '商品' }
const ROW = { 姓名: '王小五', 手机号: '13812348000', 下单时间: '2026-13-01', 商品: '茶 wang@example.com', 备注: '住南京路 1 号' }

it('shows mapped columns without personal values, and hides unmapped columns', () => {
  const cells = maskRow(ROW, ['姓名', '手机号', '下单时间', '商品', '备注'], MAPPING, false)
  expect(cells.map(({ column, field, masked }) => [column, field, masked])).toEqual([
    ['姓名', 'name', true],
    ['手机号', 'phone', true],
    ['下单时间', 'orderedAt', false],
    ['商品', 'productName', true],
    ['备注', '', true],
  ])
  const text = JSON.stringify(cells)
  for (const secret of ['王小五', '13812348000', 'wang@example.com', '南京路']) expect(text).not.toContain(secret)
})

it('shows values in clear with the permission', () => {
  expect(
    maskRow(ROW, Object.keys(ROW), MAPPING, true).every(
      ({ column, value, masked }) => !masked && ROW[column as keyof typeof ROW] === value,
    ),
  ).toBe(true)
})

it.each([
  ['phone', '无'],
  ['email', 'not an address'],
  ['memberNumber', 'ab'],
])('a %s that is none is masked all the same', (field, value) => {
  const [cell] = maskRow({ c: value }, ['c'], { [field]: 'c' }, false)
  expect(cell?.value).not.toBe(value)
})
