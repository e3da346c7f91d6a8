import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import type { ChurnAudience } from './churn-definition.ts'
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
  })

  it.each<[string, number[], number[], (days: number) => number]>([
    ['a horizon', [7, 180], [6, 181, 30.5, Number.NaN], (horizonDays) => churnDefinition({ horizonDays }).horizonDays],
    [
      'an age of the last order',
      [0, 14, 1095],
      [-1, 13, 1096],
      (activeWithinDays) => churnDefinition({ activeWithinDays }).activeWithinDays,
    ],
    ['a history', [0, 1095], [-1, 1096], (minimumHistoryDays) => churnDefinition({ minimumHistoryDays }).minimumHistoryDays],
  ])('takes %s of %j days and refuses %j', (_, taken, refused, of) => {
    for (const days of taken) expect(of(days)).toBe(days)
    for (const days of refused) expect(() => of(days)).toThrow(`${days} days; choose`)
  })

  it('has defaults: no order in 90 days among those with one in the last year, after 60 days of history', () => {
    expect(churnDefinition()).toMatchObject({ horizonDays: 90, activeWithinDays: 365, audience: 'all', minimumHistoryDays: 60 })
  })

  it('refuses an audience that it does not know', () => {
    expect(() => churnDefinition({ audience: 'vip' as ChurnAudience })).toThrow('"vip" is not known')
  })

  it.each<[ChurnAudience, number, string, string]>([
    ['all', 0, '曾经下过单的客户', 'customers who ever ordered'],
    ['all', 90, '最近 90 天内下过单的客户', 'customers with an order in the last 90 days'],
    ['repeat', 0, '累计下单两次及以上的客户', 'customers who ordered twice or more'],
    ['repeat', 90, '最近 90 天内下过单、累计下单两次及以上的客户', 'customers with two orders or more, one of them in the last 90 days'],
    [
      'high_value',
      90,
      '最近 90 天内下过单、近一年消费居前五分之一的客户',
      'customers with an order in the last 90 days and among the fifth that spent most in the year before',
    ],
  ])('the audience %s with an order within %i days is %s', (audience, activeWithinDays, zh, en) => {
    expect(churnDefinition({ audience, activeWithinDays, horizonDays: 30 }).text).toEqual({
      zh: `${zh}，在之后 30 天内没有再下单，即视为流失`,
      en: `Of ${en}, those without an order in the next 30 days`,
    })
  })
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
    // 90 days of horizon and 60 of history before the first of January.
    expect(snapshotTimes(definition, now, new Date('2025-08-04T00:00:00Z'))).toHaveLength(1)
    expect(snapshotTimes(definition, now, new Date('2025-08-04T00:00:00.001Z'))).toEqual([])
  })

  it.each([
    ['a week for a horizon of one', 7, {}, 7],
    ['a third of a longer horizon', 30, {}, 10],
    ['as many days as were asked for', 30, { stepDays: 2 }, 2],
  ])('is apart %s', (_, horizonDays, options, days) => {
    const times = snapshotTimes(churnDefinition({ horizonDays }), now, new Date('2024-01-01T00:00:00Z'), { ...options, limit: 3 })
    expect(times).toHaveLength(3)
    expect(times.map((time) => (now.getTime() - time.getTime()) / DAY_MS)).toEqual([2, 1, 0].map((k) => horizonDays + k * days))
  })
})

it('endsBefore excludes labels that overlap the evaluation', () => {
  const definition = churnDefinition({ horizonDays: 90 })
  expect(endsBefore(definition, new Date('2011-06-11T00:00:00Z'), new Date('2011-09-09T00:00:00Z'))).toBe(true)
  expect(endsBefore(definition, new Date('2011-06-12T00:00:00Z'), new Date('2011-09-09T00:00:00Z'))).toBe(false)
})
