import { Rng } from '#kernel/rng.ts'
import { shanghaiText } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import type { Person } from './person.ts'

/** measures.csv, a wide file: each column behind the date is a measure. */
export const MEASURE_HEADER = ['会员号', '统计日期', '储值余额（元）', '会员积分'] as const

/** Share of the members who have a stored-value card. */
const WITH_CARD = 0.3
const MONTHS = 6
const DAYS_A_MONTH = 30

/** The balances of a member with a stored-value card, one row a month before T0. */
export function measureRows(seed: string, calendar: Calendar, person: Person): string[][] {
  const rng = new Rng(`${seed}/measures/${person.index}`)
  if (!rng.chance(WITH_CARD)) return []
  let balance = 100 * (1 + rng.int(10))
  let points = rng.int(800)
  return Array.from({ length: MONTHS }, (_, month) => {
    const at = calendar.instant(-1 - DAYS_A_MONTH * (MONTHS - 1 - month), 0)
    balance = Math.max(0, balance - rng.int(180)) + (rng.chance(0.25) ? 200 : 0)
    points += rng.int(120)
    return [person.accounts[0].memberNumber, shanghaiText(at).slice(0, 10), balance.toFixed(2), String(points)]
  })
}
