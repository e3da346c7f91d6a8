import { describe, expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { hasClaimants, knownGroups, timesMoved, type Value } from './plan-groups.ts'
import { card, held, known, phone, resolve, at } from '../../tests/support/planned-records.ts'

describe('of two customers that begin in one batch', () => {
  test('that of the earlier record survives, also where the later one had the value that joins them', () => {
    const { customerIds, created } = resolve([at(0, [phone('2')]), at(0, [phone('1')]), at(0, [phone('2'), phone('1')])])
    expect(customerIds).toEqual(['id(phone:2)', 'id(phone:2)', 'id(phone:2)'])
    expect(created).toEqual([{ customerId: 'id(phone:2)', claim: 0 }])
  })
})

describe('who else names a value', () => {
  const named = (...namedBy: string[]) =>
    knownGroups([
      { ...known('holder', 1), identifiers: [held('holder', phone('1'), 0, 0, namedBy)] },
      { ...known('anna', 2), identifiers: [held('anna', card('A'))] },
    ])

  test('is counted without its own customer', () => {
    const { values, groups } = named('holder', 'anna', 'ben')
    const value = values.get('phone:1') as Value
    expect([1, 2, 3].map((least) => hasClaimants(value, groups, least))).toEqual([true, true, false])
  })

  test('is not asked where too few name it', () => {
    const value = named('anna', 'ben').values.get('phone:1') as Value
    const asked: string[] = []
    const groups = { get: (id: string) => void asked.push(id) } as unknown as ReadonlyMap<string, never>
    expect([hasClaimants(value, groups, 3), asked]).toEqual([false, []])
    expect([hasClaimants(value, groups, 2), asked]).toEqual([true, ['anna', 'ben']])
  })
})

describe('the times of a stored value are written anew', () => {
  const used = (from: number, to: number, namedBy: readonly string[] = ['anna']): Value => {
    const { values } = knownGroups([{ ...known('holder', 1), identifiers: [held('holder', phone('1'), 10, 20, ['anna'])] }])
    return { ...(values.get('phone:1') as Value), from, to, namedBy: new Set(namedBy) }
  }
  const [FROM, TO] = [10 * DAY_MS, 20 * DAY_MS]

  test('once it was used a whole day earlier or later than is known', () => {
    expect(timesMoved(used(FROM - DAY_MS, TO), DAY_MS)).toBe(true)
    expect(timesMoved(used(FROM, TO + DAY_MS), DAY_MS)).toBe(true)
    expect(timesMoved(used(FROM - DAY_MS + 1, TO + DAY_MS - 1), DAY_MS)).toBe(false)
  })

  test('once others name it too, whenever that was', () => {
    expect(timesMoved(used(FROM, TO, ['anna', 'ben']), DAY_MS)).toBe(true)
    expect(timesMoved(used(FROM, TO), DAY_MS)).toBe(false)
  })

  test('never of a value that is not stored yet', () => {
    expect(timesMoved({ ...used(0, 30 * DAY_MS), stored: null }, DAY_MS)).toBe(false)
  })
})

test('a record of another day reaches the store as the first and the last time of use', () => {
  const day = (n: number) => at(n, [phone('1')])
  const holder = { ...known('holder', 1), identifiers: [held('holder', phone('1'), 10, 20)] }
  expect(resolve([day(25), day(15), day(4), day(12)], [holder]).seen).toMatchObject([
    { key: 'phone:1', customerId: 'holder', from: 4 * DAY_MS, to: 25 * DAY_MS },
  ])
  expect(resolve([day(10), day(15), day(20)], [holder]).seen).toEqual([])
})
