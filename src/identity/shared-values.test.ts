import { describe, expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { account, at, card, email, held, id, known, phone, resolve, rulesBut } from '../../tests/support/planned-records.ts'

const today = (...identifiers: Parameters<typeof at>[1]) => at(0, identifiers)

describe('a value that several people share', () => {
  const home = { ...known('holder', 1), identifiers: [held('holder', card('H')), held('holder', phone('home'), 0, 0, ['anna'])] }
  const anna = known('anna', 2, card('A'))

  test('leaves a record that names nothing else with nobody, and the record is told by it', () => {
    expect(resolve([today(phone('home'))], [home, anna])).toMatchObject({ owners: [null], nobody: ['phone:home'] })
  })

  test('leaves a record that names somebody with them, and nothing is told by the value', () => {
    expect(resolve([today(card('A'), phone('home'))], [home, anna])).toMatchObject({ customerIds: ['anna'], nobody: [null] })
  })

  test('goes on being used by whoever has it: that is no news but for the day', () => {
    const { edges, seen } = resolve([at(3, [card('H'), phone('home')])], [home, anna])
    expect(edges).toEqual([])
    expect(seen).toMatchObject([{ key: 'member_number:H' }, { key: 'phone:home', customerId: 'holder', to: 3 * DAY_MS, namedBy: ['anna'] }])
  })

  test('joins nobody while a user keeps two of those who name it apart, whichever of them could be one with its holder', () => {
    const three = [
      { ...known('a', 1), identifiers: [held('a', card('A')), held('a', phone('home'), 0, 0, ['b', 'c'])] },
      { ...known('b', 2, card('B')), apartFrom: ['c'] },
      { ...known('c', 3, card('C')), apartFrom: ['b'] },
    ]
    const wide = rulesBut({ member_number: { perCustomer: 9 } })
    const records = [today(card('C'), phone('home')), today(card('B'))]
    expect(resolve(records, three, wide).merges).toEqual([])
    const free = three.map((one) => ({ ...one, apartFrom: [] }))
    expect(resolve(records, free, wide).merges).toEqual([{ from: 'c', to: 'a' }])
  })
})

describe('a value of a kind that joins nobody', () => {
  const apart = rulesBut({ email: { joins: false } })

  test('is kept by no one while nobody is named beside it', () => {
    const { owners, nobody, added, edges } = resolve([today(email('x'))], [], apart)
    expect([owners, nobody, added]).toEqual([[null], ['email:x'], []])
    expect(edges).toMatchObject([{ rule: 'shared', key: 'email:x', customerId: null, otherCustomerId: null, withKey: null }])
  })
})

describe('a record', () => {
  test('is read without what is of a kind that nobody declared', () => {
    const { customerIds, added, edges } = resolve([today(id('custom:pos', '7'), card('A')), today(id('custom:pos', '7'))])
    expect(customerIds).toEqual(['id(member_number:A)', null])
    expect(added.map(({ key }) => key)).toEqual(['member_number:A'])
    expect(edges).toEqual([])
  })
})

describe('a customer with more records than the rules allow by now', () => {
  const large = { ...known('large', 1), identifiers: ['1', '2', '3'].map((n) => held(`record ${n}`, email(n))) }
  const two = rulesBut({}, { maxRecords: 2 })

  test('still takes in who begins in the same batch, whichever of the two the record names first', () => {
    expect(resolve([today(account('x'), email('1'))], [large], two)).toMatchObject({
      customerIds: ['large'],
      created: [],
      edges: [{ rule: 'merged' }],
    })
    const named = { ...large, identifiers: [...large.identifiers, held('large', card('L'))] }
    const after = resolve([today(phone('9')), today(card('L'), phone('9'))], [named], two)
    expect(after).toMatchObject({ customerIds: ['large', 'large'], created: [], edges: [{ rule: 'merged' }] })
  })

  test('takes in no other stored customer', () => {
    const { merges, edges } = resolve([today(account('x'), email('1'))], [large, known('x', 2, account('x'))], two)
    expect([merges, edges]).toMatchObject([[], [{ rule: 'too-large', customerId: 'x', otherCustomerId: 'large' }]])
  })
})
