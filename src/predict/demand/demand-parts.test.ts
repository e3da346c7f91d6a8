import { describe, expect, it } from 'vitest'
import { demandCalendar } from './demand-calendar.ts'
import { learnHolidayEffects } from './holiday-effects.ts'
import { addDays, daysBetween, localDay } from '#kernel/local-day.ts'
import { closedDays, prepareHistory } from './prepare-history.ts'
import { reconcileTree } from './reconcile-tree.ts'
import { stockPlan } from './stock-plan.ts'

const dayOf = (country: string, key: string, year: number): string | undefined =>
  demandCalendar(country, `${year}-01-01`, `${year}-12-31`).find((phase) => phase.key === key && phase.day.startsWith(String(year)))?.day

describe('the calendar', () => {
  // Dates of the State Council's holiday notices.
  it.each([
    ['spring-festival', 2024, '2024-02-10'],
    ['spring-festival', 2026, '2026-02-17'],
    ['qingming', 2025, '2025-04-04'],
    ['dragon-boat', 2025, '2025-05-31'],
    ['mid-autumn', 2025, '2025-10-06'],
    ['national-day', 2026, '2026-10-01'],
    ['618', 2026, '2026-06-18'],
    ['double-11', 2026, '2026-11-11'],
    ['double-12', 2026, '2026-12-12'],
  ])('has %s of %d on %s', (key, year, day) => {
    expect(dayOf('CN', key, year)).toBe(day)
  })

  it('has the public holidays and shopping days of other countries', () => {
    expect(dayOf('GB', 'black-friday', 2024)).toBe('2024-11-29')
    expect(dayOf('US', 'black-friday', 2026)).toBe('2026-11-27')
    const british = demandCalendar('GB', '2026-04-01', '2026-04-30').map(({ day }) => day)
    expect(british).toEqual(['2026-04-03', '2026-04-06'])
    expect(demandCalendar('', '2026-03-01', '2026-03-31')).toEqual([])
  })

  it('reaches over the turn of the year', () => {
    const keys = demandCalendar('CN', '2026-12-20', '2027-01-20').map(({ key }) => key)
    expect(keys).toContain('before-spring-festival')
  })

  it('has the company’s own holidays and events, those of one name under one key, and no working days', () => {
    const own = [
      { id: '1', name: 'Members’ week', kind: 'event' as const, from: '2025-03-10', to: '2025-03-16' },
      { id: '2', name: 'Members’ week', kind: 'event' as const, from: '2026-03-09', to: '2026-03-15' },
      { id: '3', name: 'Stocktaking', kind: 'workday' as const, from: '2026-03-10', to: '2026-03-10' },
    ]
    const found = demandCalendar('', '2025-01-01', '2026-12-31', own).filter(({ key }) => key.startsWith('own'))
    expect(found.map(({ key, from, to }) => [key, from, to])).toEqual([
      ['own: Members’ week', '2025-03-10', '2025-03-16'],
      ['own: Members’ week', '2026-03-09', '2026-03-15'],
    ])
  })

  it('counts days by the wall clock of the shop', () => {
    expect(localDay(new Date('2026-01-31T17:00:00Z'), 'Asia/Shanghai')).toBe('2026-02-01')
    expect(localDay(new Date('2026-01-31T17:00:00Z'), 'America/New_York')).toBe('2026-01-31')
    expect(addDays('2026-02-27', 3)).toBe('2026-03-02')
    expect(daysBetween('2026-01-30', '2026-02-01')).toBe(2)
  })
})

describe('holiday effects', () => {
  const first = '2023-01-01'
  const days = 900
  const phases = demandCalendar('CN', first, '2026-12-31')
  const spans = phases.map((phase) => ({ key: phase.key, from: daysBetween(first, phase.from), to: daysBetween(first, phase.to) }))
  const within = (key: string, t: number): boolean => spans.some((span) => span.key === key && t >= span.from && t <= span.to)
  const world = (effect: (t: number) => number): Float64Array =>
    Float64Array.from({ length: days }, (_, t) => effect(t) * (200 + 40 * Math.sin(t * 12.9) + (t % 7 > 4 ? 50 : 0)))

  it('are estimated from history, and extend into the coming year', () => {
    const units = world((t) => (within('spring-festival', t) ? 0.6 : within('double-11', t) ? 1.5 : 1))
    const { effects, factors } = learnHolidayEffects(units, first, phases, days + 400)
    expect(effects.get('spring-festival')?.factor).toBeCloseTo(0.6, 1)
    expect(effects.get('double-11')?.factor).toBeCloseTo(1.5, 1)
    const coming = daysBetween(first, '2025-11-05')
    expect(factors[coming]).toBeCloseTo(effects.get('double-11')?.factor ?? 0, 10)
    expect(factors[daysBetween(first, '2025-08-10')]).toBe(1)
  })

  it('of a short holiday within a long shopping season count on top of that', () => {
    const units = world((t) => (within('618', t) ? 1.4 : 1) * (within('dragon-boat', t) ? 1.5 : 1))
    const { effects } = learnHolidayEffects(units, first, phases, days)
    expect(effects.get('618')?.factor).toBeGreaterThan(1.3)
    expect(effects.get('dragon-boat')?.factor).toBeGreaterThan(1.25)
    expect(effects.get('dragon-boat')?.factor).toBeLessThan(1.6)
  })

  it('are not invented when there are none', () => {
    const { effects } = learnHolidayEffects(
      world(() => 1),
      first,
      phases,
      days,
    )
    for (const { factor } of effects.values()) expect(Math.abs(factor - 1)).toBeLessThan(0.06)
    expect(learnHolidayEffects(new Float64Array(30), first, phases, 60).effects.size).toBe(0)
  })
})

describe('a history', () => {
  it('closed for a day is filled from the same weekday around, closed every week is left alone', () => {
    const units = Float64Array.from({ length: 70 }, (_, t) => (t % 7 === 6 ? 0 : 10 + (t % 7)))
    units[30] = 0
    const closed = closedDays(units)
    expect([...closed].filter((flag) => flag === 1)).toHaveLength(1)
    expect(closed[30]).toBe(1)
    const prepared = prepareHistory(units, closed, new Float64Array(70).fill(1), 3)
    expect(prepared[30]).toBe(10 + (30 % 7))
    expect(prepared[34]).toBe(0)
  })

  it('loses holidays and single huge sales', () => {
    const units = new Float64Array(40).fill(10)
    units[20] = 5000
    units[25] = 15
    const factors = new Float64Array(40).fill(1)
    factors[25] = 1.5
    const prepared = prepareHistory(units, new Uint8Array(40), factors, 3)
    expect(prepared[20]).toBe(30)
    expect(prepared[25]).toBe(10)
  })
})

describe('forecasts of a whole and its parts', () => {
  const node = (parent: number, mean: number, variance = 1) => ({ parent, mean, variance })

  it('meet according to their uncertainties', () => {
    // Parts err together (correlation .3): their sum of 8 has variance 2 + .3 (4 - 2) = 2.6 against 1, so that it moves by 2.6 / 3.6 of the gap.
    const [whole, one, two] = reconcileTree([node(-1, 10), node(0, 4), node(0, 4)])
    expect(whole).toBeCloseTo(8 + (2 * 2.6) / 3.6, 12)
    expect(one).toBeCloseTo((whole ?? 0) / 2, 12)
    expect(two).toBeCloseTo((whole ?? 0) / 2, 12)
  })

  it('move the uncertain part most and keep a fixed whole', () => {
    const [whole, sure, unsure] = reconcileTree([node(-1, 10, 0), node(0, 4, 0.01), node(0, 4, 1)])
    expect(whole).toBeCloseTo(10, 6)
    expect(sure).toBeCloseTo(4.02, 2)
    expect(unsure).toBeCloseTo(5.98, 2)
  })

  it('are never negative and add up on every level', () => {
    const means = reconcileTree([node(-1, 3), node(0, 9), node(0, 5), node(1, 8, 4), node(1, 0.1, 9), node(1, 0, 9), node(2, 0, 0)])
    expect(Math.min(...means)).toBeGreaterThanOrEqual(0)
    const [whole, a, b, c, d, e, f] = [...means] as [number, number, number, number, number, number, number]
    expect(a + b).toBeCloseTo(whole, 10)
    expect(c + d + e).toBeCloseTo(a, 10)
    expect(f).toBeCloseTo(b, 10)
  })
})

describe('the stock plan', () => {
  it('has the safety stock of independent days: 1.645 times the root of the lead time', () => {
    const facts = { total: 300, leadTotal: 40, dayDeviation: 5, totalDeviation: 5 * Math.sqrt(30) }
    expect(stockPlan(facts, { serviceLevel: 0.95, leadDays: 4 })).toEqual({
      demand: 300,
      leadDemand: 40,
      safetyStock: Math.ceil(1.644854 * 10),
      reorderPoint: 57,
    })
  })

  it('grows linearly with the lead time when the level is uncertain, and with the service level', () => {
    const facts = { total: 300, leadTotal: 150, dayDeviation: 5, totalDeviation: 150 }
    const fortnight = stockPlan(facts, { serviceLevel: 0.95, leadDays: 15 })
    expect(fortnight.safetyStock).toBeGreaterThan(1.5 * 1.64 * 5 * Math.sqrt(15))
    expect(stockPlan(facts, { serviceLevel: 0.99, leadDays: 15 }).safetyStock).toBeGreaterThan(fortnight.safetyStock)
    expect(stockPlan(facts, { serviceLevel: 0.5, leadDays: 15 }).safetyStock).toBe(0)
  })

  it('continues beyond the horizon at the same rate, and stocks nothing without demand', () => {
    const facts = { total: 300, leadTotal: 300, dayDeviation: 5, totalDeviation: 40 }
    expect(stockPlan(facts, { serviceLevel: 0.95, leadDays: 45 }).leadDemand).toBe(450)
    const dead = { total: 0, leadTotal: 0, dayDeviation: 0.1, totalDeviation: 0.5 }
    expect(stockPlan(dead, { serviceLevel: 0.95, leadDays: 7 })).toEqual({ demand: 0, leadDemand: 0, safetyStock: 0, reorderPoint: 0 })
  })
})
