import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import { localDay } from '#kernel/local-day.ts'
import { GROUPS_OF, NO_GROUP } from '#segment/group-history.ts'
import type { GroupScheme, GroupThen, HistoryMonth } from '#segment/group-history.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { VALUE_CLASSES } from '#segment/value-classes.ts'
import { readRunSchemes } from '../../relational/tier-scheme-store.ts'
import { engineTime } from '../insert.ts'
import { scopeSql } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import { IS_COUNTED } from './customer-groups.ts'
import type { ReadParts } from './customer-list.ts'
import { readRows } from './read-rows.ts'

/** Ten years of months. */
const MOST_MONTHS = 120

const COLUMN: Readonly<Record<GroupScheme, string>> = { lifecycle: 'lifecycle_tier', value: 'value_class' }

/** Grain: a month that has profiles, with its last run. Cost: the first column of the key, which is the same for a whole run. */
const MONTHS = `
SELECT formatDateTime(as_of, '%Y-%m', {timeZone:String}) AS month, max(as_of) AS last_run FROM profiles GROUP BY month ORDER BY month DESC LIMIT ${MOST_MONTHS}`

/** Grain: run x tier x class. Cost: three columns of one run a month. */
const sizesOf = (own: ScopeSql) => `
SELECT as_of, lifecycle_tier AS tier, value_class AS class, count() AS customers
FROM profiles FINAL
WHERE as_of IN {runs:Array(DateTime64(3,'UTC'))} AND ${IS_COUNTED} AND ${own.where('customer_id')}
GROUP BY as_of, tier, class`

/** Grain: group then x group now, of everybody who was in either run. Cost: two columns of two runs. */
const movesOf = (scheme: GroupScheme, own: ScopeSql) => {
  const run = (name: string) =>
    `SELECT customer_id, toString(${COLUMN[scheme]}) AS name FROM profiles FINAL WHERE as_of = {${name}:DateTime64(3,'UTC')} AND ${IS_COUNTED} AND ${own.where('customer_id')}`
  return `
SELECT if(a.name = '', '${NO_GROUP}', a.name) AS from_group, if(b.name = '', '${NO_GROUP}', b.name) AS to_group, count() AS customers
FROM (${run('from')}) AS a
FULL OUTER JOIN (${run('to')}) AS b ON a.customer_id = b.customer_id
GROUP BY from_group, to_group
HAVING from_group != '${NO_GROUP}' OR to_group != '${NO_GROUP}'
ORDER BY from_group, to_group`
}

/**
 * Of a customer: in this group at the last run of a month, which is found by the key. The count of a move and the list that it opens read the same columns.
 * `name` makes the parameters, `month` and `group`, those of one condition.
 */
export function wasIn(name: string, { scheme, group }: GroupThen): string {
  const start = `toDateTime64(concat({${name}Month:String}, '-01 00:00:00'), 3, {timeZone:String})`
  const run = `as_of = (SELECT max(as_of) FROM profiles WHERE as_of >= ${start} AND as_of < addMonths(${start}, 1))`
  const column = COLUMN[scheme]
  return group === NO_GROUP
    ? `c.customer_id NOT IN (SELECT customer_id FROM profiles FINAL WHERE ${run} AND ${column} != '')`
    : `c.customer_id IN (SELECT customer_id FROM profiles FINAL WHERE ${run} AND ${column} = {${name}Group:String})`
}

interface MonthRow {
  month: string
  last_run: string
}

/** Sizes of tiers and classes at the last run of each month, oldest first. */
export async function readGroupHistory(parts: ReadParts & { readonly now: Date }, scope: Scope): Promise<HistoryMonth[]> {
  const { client, db, timeZone, now } = parts
  const months = (await readRows<MonthRow>(client, MONTHS, { timeZone })).toReversed()
  if (months.length === 0) return []
  const runs = months.map(({ last_run: run }) => new Date(run))
  const [own, schemes] = await Promise.all([scopeSql(db, scope), readRunSchemes(db, runs)])
  const rows = await readRows<{ as_of: string; tier: string; class: string; customers: string }>(client, sizesOf(own), {
    ...own.params,
    runs: runs.map((run) => engineTime(run.getTime())),
  })
  const current = localDay(now, timeZone).slice(0, 7)
  return months.map(({ month, last_run: run }, i): HistoryMonth => {
    const { version, scheme } = schemes[i]?.scheme ?? PRODUCT_SCHEME
    const inRun = rows.filter((row) => Date.parse(row.as_of) === Date.parse(run))
    const sizeOf = (isOne: (row: (typeof rows)[number]) => boolean): number =>
      inRun.filter(isOne).reduce((sum, row) => sum + Number(row.customers), 0)
    const customers = sizeOf(() => true)
    const part = (size: number) => ({ customers: size, share: customers === 0 ? 0 : size / customers })
    return {
      month,
      asOf: new Date(run).toISOString(),
      isClosed: month < current,
      schemeVersion: version,
      mode: scheme.tiers.mode,
      customers,
      tiers: LIFECYCLE_TIERS.map((tier) => ({ tier, ...part(sizeOf((row) => row.tier === tier)), target: scheme.tiers.targets[tier] })),
      classes: VALUE_CLASSES.map((valueClass) => ({ valueClass, ...part(sizeOf((row) => row.class === valueClass)) })),
    }
  })
}

export interface GroupMoves {
  scheme: GroupScheme
  /** Null: fewer than two months have profiles. */
  from: { month: string; asOf: string } | null
  to: { month: string; asOf: string } | null
  months: string[]
  groups: string[]
  moves: { from: string; to: string; customers: number }[]
}

/**
 * Who went from which group to which between two months; without months, between the two newest.
 * @throws AppError invalid-input `month-without-profiles`, naming the months that there are
 */
export async function readGroupMoves(
  parts: ReadParts,
  scope: Scope,
  { scheme, from, to }: { readonly scheme: GroupScheme; readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<GroupMoves> {
  const { client, db, timeZone } = parts
  const rows = await readRows<MonthRow>(client, MONTHS, { timeZone })
  const months = rows.map(({ month }) => month).toReversed()
  const runOf = (wanted: string | undefined, otherwise: number): MonthRow | undefined => {
    if (wanted === undefined) return rows[otherwise]
    const found = rows.find(({ month }) => month === wanted)
    if (found !== undefined) return found
    throw new AppError(
      'invalid-input',
      'month-without-profiles',
      months.length === 0
        ? 'No month has profiles yet: they are worked out after the first import.'
        : `There are no profiles of ${wanted}: choose one of ${months.slice(-24).join(', ')}.`,
      { details: { month: wanted } },
    )
  }
  const [after, before] = [runOf(to, 0), runOf(from, 1)]
  const base = { scheme, months, groups: [...GROUPS_OF[scheme], NO_GROUP] }
  if (after === undefined || before === undefined) return { ...base, from: null, to: null, moves: [] }
  const own = await scopeSql(db, scope)
  const moves = await readRows<{ from_group: string; to_group: string; customers: string }>(client, movesOf(scheme, own), {
    ...own.params,
    from: new Date(before.last_run),
    to: new Date(after.last_run),
  })
  const shown = ({ month, last_run: run }: MonthRow) => ({ month, asOf: new Date(run).toISOString() })
  return {
    ...base,
    from: shown(before),
    to: shown(after),
    moves: moves.map((row) => ({ from: row.from_group, to: row.to_group, customers: Number(row.customers) })),
  }
}
