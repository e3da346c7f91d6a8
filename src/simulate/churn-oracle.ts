import { DAY_MS } from '#kernel/clock.ts'
import type { Life } from './life.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** One active customer as visible to an honest analyst on a day, with the outcome. */
export interface OracleRow {
  readonly person: Person
  readonly features: readonly number[]
  readonly complained: boolean
  readonly gone: boolean
}

/** Customers with an order in the 180 days before `day`, with the facts visible then, and whether they placed no order in the next `horizon` days. */
export function oracleRows(world: World, day: number, horizon: number): OracleRow[] {
  const rows: OracleRow[] = []
  for (const person of world.people()) {
    const life = world.lifeOf(person)
    const orders = life.purchases.filter((purchase) => purchase.day < day)
    const last = orders.at(-1)
    const first = orders[0]
    if (last === undefined || first === undefined || last.day < day - 180) continue
    const gone = !life.purchases.some((purchase) => purchase.day >= day && purchase.day < day + horizon)
    rows.push({ person, gone, ...observe(world, life, orders, day) })
  }
  return rows
}

function observe(world: World, life: Life, orders: Life['purchases'], day: number): { features: number[]; complained: boolean } {
  const [first, last] = [orders[0]?.day ?? day, orders.at(-1)?.day ?? day]
  const recency = day - last
  const gap = orders.length > 1 ? (last - first) / (orders.length - 1) : 45
  const ordersIn = (from: number, to: number) => orders.filter((order) => order.day >= day - from && order.day < day - to).length
  const visitsIn = (from: number, to: number) => life.sessions.filter((visit) => visit.day >= day - from && visit.day < day - to).length
  const now = world.calendar.end.getTime() + day * DAY_MS
  const complaints = life.tickets.filter(
    (ticket) => ticket.kind === '投诉' && ticket.openedAt < now && ticket.openedAt >= now - 90 * DAY_MS,
  )
  const ratio = recency / Math.max(4, gap)
  const trend = (a: number, b: number) => (a + b === 0 ? 0 : (a - b) / (a + b))
  return {
    complained: complaints.length > 0,
    features: [
      Math.log1p(recency),
      Math.log1p(ratio),
      Math.log1p(gap),
      Math.log1p(ordersIn(30, 0)),
      Math.log1p(ordersIn(90, 0)),
      Math.log1p(ordersIn(180, 0)),
      Math.log1p(orders.length),
      trend(ordersIn(60, 0), ordersIn(120, 60)),
      Math.log1p(visitsIn(30, 0)),
      Math.log1p(visitsIn(90, 30)),
      trend(visitsIn(30, 0), visitsIn(60, 30)),
      complaints.length > 0 ? 1 : 0,
      orders.length === 1 ? 1 : 0,
    ],
  }
}

/** Logistic regression by full-batch gradient steps on standardised features; enough to rank customers. Returns a scorer. */
export function fitOracle(rows: readonly OracleRow[]): (row: OracleRow) => number {
  const width = rows[0]?.features.length ?? 0
  const mean = new Float64Array(width)
  const spread = new Float64Array(width)
  for (const row of rows) row.features.forEach((x, j) => (mean[j] = (mean[j] ?? 0) + x / rows.length))
  for (const row of rows) row.features.forEach((x, j) => (spread[j] = (spread[j] ?? 0) + (x - (mean[j] ?? 0)) ** 2 / rows.length))
  const weights = new Float64Array(width + 1)
  const score = (features: readonly number[]) => {
    let z = weights[width] ?? 0
    for (let j = 0; j < width; j += 1) z += ((weights[j] ?? 0) * ((features[j] ?? 0) - (mean[j] ?? 0))) / Math.sqrt((spread[j] ?? 0) + 1e-9)
    return 1 / (1 + Math.exp(-z))
  }
  for (let step = 0; step < 250; step += 1) {
    const gradient = new Float64Array(width + 1)
    for (const row of rows) {
      const error = score(row.features) - (row.gone ? 1 : 0)
      for (let j = 0; j < width; j += 1) {
        gradient[j] = (gradient[j] ?? 0) + (error * ((row.features[j] ?? 0) - (mean[j] ?? 0))) / Math.sqrt((spread[j] ?? 0) + 1e-9)
      }
      gradient[width] = (gradient[width] ?? 0) + error
    }
    for (let j = 0; j <= width; j += 1) weights[j] = (weights[j] ?? 0) - (0.8 * (gradient[j] ?? 0)) / rows.length
  }
  return (row) => score(row.features)
}

/** Chance that a leaver scores above a stayer (Mann-Whitney). */
export function oracleAuc(rows: readonly OracleRow[], score: (row: OracleRow) => number): number {
  const sorted = rows.map((row) => ({ gone: row.gone, score: score(row) })).toSorted((a, b) => a.score - b.score)
  let rankSum = 0
  let gone = 0
  sorted.forEach((row, i) => {
    if (!row.gone) return
    gone += 1
    rankSum += i + 1
  })
  return (rankSum - (gone * (gone + 1)) / 2) / (gone * (sorted.length - gone))
}
