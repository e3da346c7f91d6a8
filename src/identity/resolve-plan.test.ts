import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonKind } from '#collect/identity-claim.ts'
import { IDENTIFIER_LIMITS, isBlockedValue, mayMerge } from './merge-rules.ts'
import { type KeyedIdentifier, type KnownCustomer, planResolution, type ResolvePlan } from './resolve-plan.ts'

const id = (kind: PersonKind, value: string): KeyedIdentifier => ({ kind, key: `${kind}:${value}` })
const phone = (value: string): KeyedIdentifier => id('phone', value)
const card = (value: string): KeyedIdentifier => id('member_number', value)
const account = (value: string): KeyedIdentifier => id('custom_id', value)
const plan = (
  claims: readonly (readonly KeyedIdentifier[])[],
  known: readonly KnownCustomer[] = [],
): ResolvePlan & { customerIds: (string | null)[]; originIds: (string | null)[] } => {
  const planned = planResolution(claims, known, ({ key }) => `id(${key})`)
  return {
    ...planned,
    customerIds: planned.owners.map((owner) => owner?.customerId ?? null),
    originIds: planned.owners.map((owner) => owner?.originId ?? null),
  }
}
const known = (customerId: string, createdAt: number, ...identifiers: KeyedIdentifier[]): KnownCustomer => ({
  customerId,
  createdAt,
  apartFrom: [],
  identifiers: identifiers.map((identifier) => ({ ...identifier, originId: customerId })),
})

describe('merge rules', () => {
  it.each(['', '0', '000-00', '-1', 'NULL', 'anonymous', 'undefined', 'N/A', '无', '匿名', '游客', '+8613333333333', '11111111111'])(
    'block "%s"',
    (value) => {
      expect(isBlockedValue(value)).toBe(true)
    },
  )
  it.each(['17850', 'M0001', '+8613812348000', 'testament', '10'])('let "%s" pass', (value) => {
    expect(isBlockedValue(value)).toBe(false)
  })
  it('keep accounts apart and cards together', () => {
    expect(mayMerge({ user_id: 1 }, { user_id: 1 })).toBe(false)
    expect(mayMerge({ user_id: 1 }, { custom_id: 1, phone: 2 })).toBe(true)
    expect(mayMerge({ member_number: 2 }, { member_number: 3 })).toBe(true)
    expect(mayMerge({ phone: 3 }, { phone: 3 })).toBe(false)
  })
})

describe('planResolution', () => {
  it('gives records that share an identifier one customer, named by the strongest one', () => {
    const { customerIds, created, added } = plan([[phone('1')], [card('a'), phone('1')], [card('a')], [phone('2')]])
    expect(customerIds).toEqual(['id(phone:1)', 'id(phone:1)', 'id(phone:1)', 'id(phone:2)'])
    expect(created.map((one) => one.customerId)).toEqual(['id(phone:1)', 'id(phone:2)'])
    expect(added.map(({ identifier, customerId }) => [identifier.key, customerId])).toEqual([
      ['phone:1', 'id(phone:1)'],
      ['member_number:a', 'id(phone:1)'],
      ['phone:2', 'id(phone:2)'],
    ])
    expect(plan([[phone('1'), account('x')]]).customerIds).toEqual(['id(custom_id:x)'])
  })

  it('keeps the origin of each record through a merge, and gives new identifiers the origin of the record that named them', () => {
    const both = [known('young', 20, card('a')), known('old', 10, phone('1'))]
    const { customerIds, originIds, added } = plan([[card('a'), phone('1')], [phone('1')], [card('a')], [account('x'), card('a')]], both)
    expect(customerIds).toEqual(['old', 'old', 'old', 'old'])
    expect(originIds).toEqual(['young', 'old', 'young', 'old'])
    expect(added).toMatchObject([{ identifier: account('x'), customerId: 'old', originId: 'old' }])
    const later = {
      ...known('old', 10, phone('1')),
      identifiers: [
        { ...card('a'), originId: 'young' },
        { ...phone('1'), originId: 'old' },
      ],
    }
    expect(plan([[card('a')], [phone('1')]], [later]).owners).toEqual([
      { customerId: 'old', originId: 'young' },
      { customerId: 'old', originId: 'old' },
    ])
    // A new customer that is merged at once was never a record of its own.
    expect(plan([[card('b')], [card('b'), phone('1')]], both.slice(1)).originIds).toEqual(['old', 'old'])
  })

  it('never merges customers that a user separated, not even through a third', () => {
    const a = { ...known('a', 10, card('a')), apartFrom: ['b'] }
    const b = { ...known('b', 20, phone('1')), apartFrom: ['a'] }
    const named = plan([[card('a'), phone('1')]], [a, b])
    expect([named.customerIds, named.merges]).toEqual([['a'], []])
    expect(named.edges).toMatchObject([{ rule: 'conflict', customerId: 'a', otherCustomerId: 'b' }])
    const byThird = plan(
      [
        [card('a'), id('email', 'x')],
        [phone('1'), id('email', 'x')],
      ],
      [a, b, known('c', 5, id('email', 'x'))],
    )
    expect(byThird.merges).toEqual([{ from: 'a', to: 'c' }])
    expect(byThird.customerIds).toEqual(['c', 'b'])
  })

  it('merges known customers into the older one', () => {
    const result = plan([[card('a'), phone('1')]], [known('young', 20, card('a')), known('old', 10, phone('1'))])
    expect(result.customerIds).toEqual(['old'])
    expect(result.merges).toEqual([{ from: 'young', to: 'old' }])
    expect(result.edges).toMatchObject([{ rule: 'merged', kind: 'phone', customerId: 'old', otherCustomerId: 'young' }])
  })

  it('lets the smaller id survive where two customers are of the same age, whichever is named first', () => {
    const same = [known('b', 10, card('b'), phone('2')), known('a', 10, card('a'), phone('1'))]
    expect(plan([[card('a'), phone('2')]], same).merges).toEqual([{ from: 'b', to: 'a' }])
    expect(plan([[card('b'), phone('1')]], same).merges).toEqual([{ from: 'b', to: 'a' }])
  })

  it('lets a known customer survive a new one, and of two new ones that of the earlier claim', () => {
    const { customerIds, created, merges } = plan([[phone('9')], [card('a'), phone('9')]], [known('old', 10, card('a'))])
    expect(customerIds).toEqual(['old', 'old'])
    expect([created, merges]).toEqual([[], []])
    const fresh = plan([[phone('2')], [phone('1')], [phone('1'), phone('2')]])
    expect(fresh.customerIds).toEqual(['id(phone:2)', 'id(phone:2)', 'id(phone:2)'])
    expect(fresh.created).toEqual([{ customerId: 'id(phone:2)', claim: 0 }])
    expect(fresh.merges).toEqual([])
    expect(plan([[phone('1')], [phone('2')], [phone('2'), phone('1')]]).customerIds).toEqual(['id(phone:1)', 'id(phone:1)', 'id(phone:1)'])
  })

  it('leaves a value that is over a limit without an owner, and says so', () => {
    const { added, edges } = plan([[card('1'), card('2'), card('3'), card('4'), card('5'), card('6')]])
    expect(added.map(({ identifier }) => identifier.key)).not.toContain('member_number:6')
    expect(added).toHaveLength(5)
    expect(edges.map(({ rule, key, otherCustomerId }) => [rule, key, otherCustomerId])).toEqual([
      ...['2', '3', '4', '5'].map((n) => ['same-record', `member_number:${n}`, null]),
      ['conflict', 'member_number:6', null],
    ])
  })

  it('counts what both customers have before it merges them', () => {
    const cards = (name: string, n: number) => Array.from({ length: n }, (_, i) => card(`${name}${i}`))
    const shop = (n: number) => [known('a', 1, ...cards('a', 3), phone('1')), known('b', 2, ...cards('b', n), phone('2'))]
    const both = [[phone('1'), phone('2')]]
    expect(plan(both, shop(2)).merges).toEqual([{ from: 'b', to: 'a' }])
    expect(plan(both, shop(3)).merges).toEqual([])
    // The merge also counts for the next claim.
    expect(plan([...both, [phone('1'), card('new')]], shop(2)).edges.map(({ rule }) => rule)).toEqual(['merged', 'conflict'])
  })

  it('plans nothing for customers that are already merged', () => {
    const result = plan([[card('a'), phone('1')]], [known('a', 1, card('a'), phone('1'))])
    expect(result).toMatchObject({ customerIds: ['a'], created: [], added: [], merges: [], edges: [] })
  })

  it('follows chains of merges to the end', () => {
    const three = [known('a', 1, phone('1')), known('b', 2, phone('2')), known('c', 3, phone('3'))]
    const { customerIds, merges } = plan([[phone('3'), phone('2')], [phone('2'), phone('1')], [phone('3')]], three)
    expect(customerIds).toEqual(['a', 'a', 'a'])
    expect(merges.toSorted((x, y) => x.from.localeCompare(y.from))).toEqual([
      { from: 'b', to: 'a' },
      { from: 'c', to: 'a' },
    ])
  })

  it('never merges two accounts over a shared phone, and notes it', () => {
    const { customerIds, merges, edges } = plan([
      [account('x'), phone('1')],
      [account('y'), phone('1')],
    ])
    expect(customerIds).toEqual(['id(custom_id:x)', 'id(custom_id:y)'])
    expect(merges).toEqual([])
    expect(edges.filter(({ rule }) => rule === 'conflict')).toMatchObject([
      { key: 'phone:1', customerId: 'id(custom_id:y)', otherCustomerId: 'id(custom_id:x)' },
    ])
  })

  it('stops at the limit of a kind: a shared till phone does not swallow the town', () => {
    const claims = Array.from({ length: 30 }, (_, i) => [card(`m${i}`), phone('till')])
    expect(new Set(plan(claims).customerIds).size).toBe(30 - IDENTIFIER_LIMITS.member_number + 1)
  })

  it('leaves claims without identifiers alone', () => {
    expect(plan([[], [phone('1')]]).customerIds).toEqual([null, 'id(phone:1)'])
  })

  it('plans nothing more once its plan is carried out, whatever the claims', () => {
    const kinds: readonly PersonKind[] = ['custom_id', 'member_number', 'phone']
    const claim = fc.array(fc.record({ kind: fc.constantFrom(...kinds), key: fc.nat(6) }), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 25 }), (raw) => {
        const claims = raw.map((one) => one.map(({ kind, key }) => id(kind, String(key))))
        const first = plan(claims)
        const stored = new Map<string, KnownCustomer & { identifiers: KeyedIdentifier[] }>()
        for (const [i, { customerId }] of first.created.entries())
          stored.set(customerId, { customerId, createdAt: i, apartFrom: [], identifiers: [] })
        for (const { identifier, customerId } of first.added) stored.get(customerId)?.identifiers.push(identifier)
        for (const customer of stored.values()) {
          for (const kind of kinds)
            expect(customer.identifiers.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(IDENTIFIER_LIMITS[kind])
        }
        const second = plan(claims, [...stored.values()])
        expect(second.created).toEqual([])
        expect(second.added).toEqual([])
        expect(second.merges.length).toBeLessThanOrEqual(stored.size)
      }),
      { numRuns: 300 },
    )
  })
})
