import { describe, expect, it } from 'vitest'
import { CHURN_AUDIENCES, churnDefinition, endsBefore, snapshotTimes } from './churn-definition.ts'

describe('churnDefinition', () => {
  it('names its numbers in its version and text', () => {
    const definition = churnDefinition({ horizonDays: 60, activeWithinDays: 180 })
    expect(definition.version).toBe('no-order/1/60/180/all')
    expect(definition.text.en).toBe('Of customers with an order in the last 180 days, those without an order in the next 60 days')
    expect(definition.text.zh).toContain('60 天内没有再下单')
  })

  it('keeps audiences apart', () => {
    const versions = CHURN_AUDIENCES.map((audience) => churnDefinition({ audience }).version)
    expect(new Set(versions).size).toBe(3)
    expect(churnDefinition({ audience: 'repeat', activeWithinDays: 90 }).text.zh).toBe(
      '最近 90 天内下过单、累计下单两次及以上的客户，在之后 90 天内没有再下单，即视为流失',
    )
    expect(churnDefinition({ audience: 'high_value', activeWithinDays: 0 }).text.en).toContain('the fifth that spent most')
  })

  it.each([[{ horizonDays: 6 }], [{ horizonDays: 181 }], [{ horizonDays: 30.5 }], [{ activeWithinDays: 5 }], [{ minimumHistoryDays: -1 }]])(
    'refuses %j',
    (numbers) => expect(() => churnDefinition(numbers)).toThrow(/choose/),
  )
})

describe('snapshotTimes', () => {
  const definition = churnDefinition({ horizonDays: 90, minimumHistoryDays: 60 })
  const now = new Date('2026-01-01T00:00:00Z')

  it('steps back from the newest as-of time whose labels are known', () => {
    const times = snapshotTimes(definition, now, new Date('2024-01-01T00:00:00Z'))
    expect(times).toHaveLength(8)
    expect(times.at(-1)?.toISOString()).toBe('2025-10-03T00:00:00.000Z')
    expect(times.at(-2)?.toISOString()).toBe('2025-09-03T00:00:00.000Z')
  })

  it('needs history before the first', () => {
    expect(snapshotTimes(definition, now, new Date('2025-07-20T00:00:00Z'))).toHaveLength(1)
    expect(snapshotTimes(definition, now, new Date('2025-09-01T00:00:00Z'))).toEqual([])
  })
})

it('endsBefore excludes labels that overlap the evaluation', () => {
  const definition = churnDefinition({ horizonDays: 90 })
  expect(endsBefore(definition, new Date('2011-06-11T00:00:00Z'), new Date('2011-09-09T00:00:00Z'))).toBe(true)
  expect(endsBefore(definition, new Date('2011-06-12T00:00:00Z'), new Date('2011-09-09T00:00:00Z'))).toBe(false)
})
