import { describe, expect, test } from 'vitest'
import { card, at, email, held, known, phone, resolve } from '../../tests/support/planned-records.ts'
import { whenUsed } from './recycled-value.ts'

describe('a year of silence', () => {
  const time = (text: string) => Date.parse(`${text}Z`)
  const held = { from: time('2024-03-15T10:00:00'), to: time('2025-03-15T10:00:00') }
  const once = (text: string) => ({ from: time(text), to: time(text) })

  test('is over on the same day and minute of the next year, and not a moment sooner', () => {
    expect(whenUsed(held, once('2026-03-15T10:00:00'), 12)).toBe('long-after')
    expect(whenUsed(held, once('2026-03-15T09:59:59.999'), 12)).toBe('near')
  })

  test('counts as exactly before the first use as after the last', () => {
    expect(whenUsed(held, once('2023-03-15T10:00:00'), 12)).toBe('long-before')
    expect(whenUsed(held, once('2023-03-15T10:00:00.001'), 12)).toBe('near')
  })

  test('begins with the end of what is said, and ends with its beginning', () => {
    expect(whenUsed(held, { from: time('2025-06-01T00:00:00'), to: time('2027-06-01T00:00:00') }, 12)).toBe('near')
    expect(whenUsed(held, { from: time('2020-06-01T00:00:00'), to: time('2023-06-01T00:00:00') }, 12)).toBe('near')
  })

  test('from the end of a long month is over on the first of the month after the short one', () => {
    const january = { from: time('2026-01-31T00:00:00'), to: time('2026-01-31T00:00:00') }
    expect(whenUsed(january, once('2026-02-28T00:00:00'), 1)).toBe('near')
    expect(whenUsed(january, once('2026-03-03T00:00:00'), 1)).toBe('long-after')
  })

  test('never comes where the rules ask for none', () => {
    expect(whenUsed(held, once('2099-01-01T00:00:00'), 0)).toBe('near')
  })
})

describe('a number silent for a year, of a customer called Zhang,', () => {
  const zhang = { ...known('zhang', 1, phone('1')), name: '张*' }
  const others = [held('zhang', phone('1')), held('zhang', email('mine'))]

  test('passes to a known customer of another family who names it', () => {
    const li = { ...known('li', 2, card('B')), name: '李*' }
    const { takenOver, merges } = resolve([at(500, [card('B'), phone('1')])], [zhang, li])
    expect(takenOver).toMatchObject([{ key: 'phone:1', customerId: 'li', fromId: 'zhang' }])
    expect(merges).toEqual([])
  })

  test('passes to a nameless customer whose record gives another family', () => {
    const record = at(500, [card('B'), phone('1')], '李*')
    expect(resolve([record], [zhang, known('li', 2, card('B'))])).toMatchObject({ takenOver: [{ customerId: 'li' }], merges: [] })
  })

  test('makes a nameless customer one with Zhang whose record gives no name or that family', () => {
    for (const name of ['', '张**']) {
      const { takenOver, merges } = resolve([at(500, [card('B'), phone('1')], name)], [zhang, known('b', 2, card('B'))])
      expect([takenOver, merges]).toEqual([[], [{ from: 'b', to: 'zhang' }]])
    }
  })

  test('stays where the record of another name also names something else of theirs', () => {
    const { customerIds, takenOver } = resolve([at(500, [phone('1'), email('mine')], '李*')], [{ ...zhang, identifiers: others }])
    expect([customerIds, takenOver]).toEqual([['zhang'], []])
  })

  test('passes where what else the record names is new, or of a third person', () => {
    const fresh = resolve([at(500, [phone('1'), email('new')], '李*')], [zhang])
    expect(fresh).toMatchObject({ customerIds: ['id(phone:1~zhang)'], takenOver: [{ key: 'phone:1', fromId: 'zhang' }] })
    const third = resolve([at(500, [phone('1'), email('third')], '李*')], [zhang, known('third', 2, email('third'))])
    expect(third).toMatchObject({
      customerIds: ['third'],
      takenOver: [{ key: 'phone:1', customerId: 'third', fromId: 'zhang' }],
      merges: [],
    })
  })

  test('leaves the records of before with who named it then, in the same batch too', () => {
    const { owners, added } = resolve([at(0, [phone('1')], '张*'), at(500, [card('B'), phone('1')], '李*')])
    expect(owners).toEqual([
      { customerId: 'id(phone:1)', originId: 'id(phone:1)' },
      { customerId: 'id(member_number:B)', originId: 'id(member_number:B)' },
    ])
    expect(added.map(({ key, customerId }) => [key, customerId])).toContainEqual(['phone:1', 'id(member_number:B)'])
  })

  test('passes once, to the last of several who name it one after the other', () => {
    const { takenOver, edges } = resolve([at(500, [card('B'), phone('1')], '李*'), at(1000, [card('C'), phone('1')], '王*')], [zhang])
    expect(takenOver).toMatchObject([{ key: 'phone:1', customerId: 'id(member_number:C)', fromId: 'zhang', claim: 1 }])
    expect(edges.map(({ rule }) => rule)).toEqual(['ended', 'taken-over', 'ended', 'taken-over'])
  })

  test('passes too where the name came with a customer who was made one with them', () => {
    const [nameless, named] = [known('old', 1, phone('1'), phone('2')), { ...known('named', 2, card('A')), name: '张*' }]
    const joins = at(0, [card('A'), phone('2')])
    const later = resolve([joins, at(500, [phone('1')], '李*')], [nameless, named])
    expect(later.merges).toEqual([{ from: 'named', to: 'old' }])
    expect(later.customerIds[1]).toBe('id(phone:1~old)')
  })
})
