import { describe, expect, test } from 'vitest'
import { displayWidth, fieldsText, printable, tableText } from './table.ts'

const columns = [
  { title: { zh: '编号', en: 'ID' }, cell: (row: { id: string; name: string; count: number }) => row.id, whole: true as const },
  { title: { zh: '名称', en: 'Name' }, cell: (row: { id: string; name: string; count: number }) => row.name },
  { title: { zh: '数量', en: 'Count' }, cell: (row: { id: string; name: string; count: number }) => row.count },
]
const rows = [
  { id: 'a-1', name: '留客小铺', count: 3 },
  { id: 'a-22', name: 'Shop', count: 12 },
]

describe('a table', () => {
  test('is aligned where characters take two columns', () => {
    expect(tableText(rows, columns, 'zh')).toBe(['编号  名称      数量', 'a-1   留客小铺  3', 'a-22  Shop      12'].join('\n'))
    expect(tableText(rows, columns, 'en').split('\n')[0]).toBe('ID    Name      Count')
  })

  test('fits the terminal: ids stay whole, the widest text is cut between characters', () => {
    const long = [{ id: '0190b6a0-1234-7abc-8def-0123456789ab', name: '一个很长很长的名字'.repeat(3), count: 1 }]
    const lines = tableText(long, columns, 'zh', 60).split('\n')
    expect(lines.map(displayWidth).every((width) => width <= 60)).toBe(true)
    expect(lines[1]).toContain('0190b6a0-1234-7abc-8def-0123456789ab  一个很长')
    expect(lines[1]).toContain('…')
    // Nothing is left to cut: the line is longer than the terminal, and whole.
    expect(tableText(long, columns, 'zh', 10).split('\n')[1]).toContain('0190b6a0-1234-7abc-8def-0123456789ab')
  })

  test('lets no text of others move the cursor, ring or turn the line', () => {
    expect(printable('a\u001B[31mred\u0007\u202Eb\r\nc\u2028d\u0085')).toBe('a\uFFFD[31mred\uFFFD\uFFFDb\uFFFD\uFFFDc\uFFFDd\uFFFD')
    expect(tableText([{ id: '1', name: 'x\ny', count: 0 }], columns, 'en').split('\n')).toHaveLength(2)
  })
})

test('names and values stand one below the other', () => {
  expect(
    fieldsText(
      [
        [{ zh: '名称', en: 'Name' }, '小铺'],
        [{ zh: '已使用', en: 'Used' }, 3],
      ],
      'zh',
    ),
  ).toBe('名称    小铺\n已使用  3')
})

test.each([
  ['abc', 3],
  ['留客', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['ｱ', 1],
  ['Ａ', 2],
  ['한글', 4],
  ['😀', 2],
])('%s takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})
