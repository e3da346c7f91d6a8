import type { ClickHouseClient } from '@clickhouse/client'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import type { Dossier } from '#segment/conditions/dossier.ts'
import { pastInstant } from '#segment/conditions/condition-window.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { evaluateCondition } from '#segment/conditions/evaluate-condition.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import { everyone } from '#access/scope.ts'
import { createConditionNames } from '#store/analytical/conditions/condition-names.ts'
import { connect } from '#store/relational/connect.ts'
import { compileConditions } from '#store/analytical/conditions/condition-sql.ts'
import type { RunTimes } from '#store/analytical/conditions/field-sources.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { openEngines } from '../support/data-folder.ts'
import type { OpenEngines } from '../support/data-folder.ts'
import type { WorldAccount } from './condition-accounts.ts'
import { ACCOUNT_SEGMENT, ACCOUNT_SEGMENT_MEANS, makeAccounts, MEASURE_NAMES, ROLES, withAccounts } from './condition-accounts.ts'
import { anyAccountCondition, anyCondition } from './condition-arbitrary.ts'
import type { ConditionWorld } from './condition-world.ts'
import { contractFields } from './condition-contracts.ts'
import { CATALOGUE, dossiersOf, EVENT_NAMES, makeConditionWorld, NOW, RUNS_AT, SNAPSHOT, TEXTS } from './condition-world.ts'

const PLAIN_WORDS = { texts: TEXTS, names: [...EVENT_NAMES, 'opened', 'sent', 'balance', 'Nothing'], segments: [SNAPSHOT] }
const WORDS = { ...PLAIN_WORDS, accounts: { roles: [...ROLES, 'nobody'], measures: MEASURE_NAMES, segments: [ACCOUNT_SEGMENT] } }
const SEGMENTS: SegmentMeanings = new Map<string, Condition | 'snapshot'>([
  [SNAPSHOT, 'snapshot'],
  [ACCOUNT_SEGMENT, ACCOUNT_SEGMENT_MEANS],
])
const PAST_ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York']

let opened: OpenEngines
let client: ClickHouseClient
let world: Awaited<ReturnType<typeof makeConditionWorld>>
let accounts: readonly WorldAccount[]

beforeAll(async () => {
  opened = await openEngines()
  client = opened.engines.clickhouse
  world = await makeConditionWorld(client, 'conditions')
  accounts = await makeAccounts(
    client,
    world.dossiers.map(({ customerId }) => customerId),
    NOW,
    TEXTS,
  )
})
afterAll(() => opened.stop())

/** Instants of the past that conditions ask for. */
function instantsIn(condition: Condition, timeZone: string): Date[] {
  if ('all' in condition) return condition.all.flatMap((part) => instantsIn(part, timeZone))
  if ('any' in condition) return condition.any.flatMap((part) => instantsIn(part, timeZone))
  if ('not' in condition) return instantsIn(condition.not, timeZone)
  if ('account' in condition) return instantsIn(condition.account, timeZone)
  if ('people' in condition) return instantsIn(condition.people, timeZone)
  return 'asOf' in condition ? [pastInstant(condition.asOf, { now: NOW, timeZone })] : []
}

function runsAt(at: Date): RunTimes {
  const run = at >= NOW ? NOW : at >= RUNS_AT ? RUNS_AT : null
  return { profiles: run, scores: run, values: null, clusters: run, provisional: null, at }
}

/** Who meets each condition by the query. */
async function byQuery(conditions: readonly Condition[], timeZone: string, grain: Grain = 'customers'): Promise<string[][]> {
  const instants = [NOW, ...conditions.flatMap((condition) => instantsIn(condition, timeZone))]
  const { query, params } = compileConditions(
    conditions,
    {
      now: NOW,
      timeZone,
      catalogue: CATALOGUE,
      segments: SEGMENTS,
      runs: new Map(instants.map((at) => [at.getTime(), runsAt(at)])),
    },
    grain,
  )
  const rows = await readRows<Record<string, string | number>>(client, `SELECT * FROM (${query}) ORDER BY customer_id`, params)
  return conditions.map((_, i) =>
    rows.filter((row) => row[`m${i}`] === 1 || (row[`m${i}`] as unknown) === true).map((row) => String(row['customer_id'])),
  )
}

function byReference(condition: Condition, dossiers: ConditionWorld['dossiers'], timeZone: string): string[] {
  const { customers } = joined(dossiers, timeZone)
  return customers
    .filter((dossier) => meets(dossier, condition, timeZone))
    .map(({ customerId }) => customerId)
    .toSorted()
}

const meets = (dossier: Dossier, condition: Condition, timeZone: string): boolean =>
  evaluateCondition(condition, withPast(dossier, condition, timeZone), { now: NOW, timeZone, catalogue: CATALOGUE, segments: SEGMENTS })
    .isMet

/** Customers, without test records, with their accounts, and accounts with their people. */
function joined(dossiers: ConditionWorld['dossiers'], timeZone: string) {
  const customers = dossiers.filter(({ customerId }) => !customerId.endsWith('000000000008'))
  return withAccounts(accounts, customers, NOW, (dossier, condition) => meets(dossier, condition, timeZone))
}

function withPast(dossier: Dossier, condition: Condition, timeZone: string): Dossier {
  const own = world.own.get(dossier.customerId)
  const instants = instantsIn(condition, timeZone)
  return {
    ...dossier,
    pastFields: new Map(
      instants.map((at) => {
        const run = at >= RUNS_AT ? (own?.past ?? []) : []
        const fields = new Map([...run, ...contractFields(own?.contracts ?? [], at.getTime())])
        return [at.getTime(), at >= NOW ? dossier.fields : fields]
      }),
    ),
  }
}

describe('a condition', () => {
  test.each(PAST_ZONES)('means the same people to the query and to the reference, by the calendar of %s', async (timeZone) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCondition(CATALOGUE, WORDS), { minLength: 12, maxLength: 12 }), async (conditions) => {
        const found = await byQuery(conditions, timeZone)
        for (const [i, condition] of conditions.entries()) {
          expect([printCondition(condition), found[i]]).toEqual([
            printCondition(condition),
            byReference(condition, world.dossiers, timeZone),
          ])
        }
        // Alone a condition is compiled in another way, which is for what all has to hold: parts of these and their opposites.
        const both: Condition = { all: conditions.slice(0, 4).map((part, i) => (i % 2 === 0 || 'not' in part ? part : { not: part })) }
        for (const condition of [both, ...conditions.slice(0, 2)]) {
          expect([printCondition(condition), (await byQuery([condition], timeZone))[0]]).toEqual([
            printCondition(condition),
            byReference(condition, world.dossiers, timeZone),
          ])
        }
      }),
      { numRuns: 5, seed: 20_261_130 + timeZone.length },
    )
  })

  test.each(PAST_ZONES)(
    'over accounts means the same accounts to the query and to the reference, by the calendar of %s',
    async (timeZone) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyAccountCondition(CATALOGUE, WORDS), { minLength: 12, maxLength: 12 }), async (conditions) => {
          const found = await byQuery(conditions, timeZone, 'accounts')
          const reference = joined(world.dossiers, timeZone).accounts
          for (const [i, condition] of conditions.entries()) {
            expect([printCondition(condition), found[i]]).toEqual([
              printCondition(condition),
              reference
                .filter((account) => meets(account, condition, timeZone))
                .map(({ customerId }) => customerId)
                .toSorted(),
            ])
          }
        }),
        { numRuns: 4, seed: 20_261_130 + timeZone.length },
      )
    },
  )

  test('is the same after it was printed and read again, and after JSON', () => {
    fc.assert(
      fc.property(anyCondition(CATALOGUE, WORDS), (condition) => {
        expect(parseCondition(JSON.parse(JSON.stringify(condition)), CATALOGUE)).toEqual(condition)
        const text = printCondition(condition)
        expect(printCondition(parseCondition(readConditionText(text), CATALOGUE))).toBe(text)
      }),
      { numRuns: 2_000, seed: 1 },
    )
    fc.assert(
      fc.property(anyAccountCondition(CATALOGUE, WORDS), (condition) => {
        expect(parseCondition(JSON.parse(JSON.stringify(condition)), CATALOGUE, 'accounts')).toEqual(condition)
        const text = printCondition(condition)
        expect(printCondition(parseCondition(readConditionText(text), CATALOGUE, 'accounts'))).toBe(text)
      }),
      { numRuns: 2_000, seed: 1 },
    )
  })

  test('finds the own properties of events with the type that most of them have', async () => {
    const names = createConditionNames(client, connect(opened.engines.pg))
    const found = await names.ownProperties(everyone('a test looks at all'), 'Login')
    expect(found.filter(({ name }) => name !== 'properties.step')).toEqual([
      { name: 'properties.done', type: 'flag' },
      { name: 'properties.plan', type: 'text' },
    ])
    expect((await names.names(everyone('a test looks at all'), 'event')).map(({ value }) => value).toSorted()).toEqual(
      EVENT_NAMES.toSorted(),
    )
  })

  test('finds other people when a merge is taken back, and the same as the reference again', async () => {
    const [pair] = world.merged
    const [from, to] = pair as readonly [string, string]
    const conditions: Condition[] = [{ did: 'event', op: 'gte', value: 1 }, { not: { did: 'order', op: 'gte', value: 1 } }, { all: [] }]
    await createCustomerFacts(client).mapOrigins([{ from, to: from, isDevice: false }], new Date(NOW.getTime() + 1))
    const apart = dossiersOf(world.own, world.merged.slice(1))
    const found = await byQuery(conditions, 'Asia/Shanghai')
    for (const [i, condition] of conditions.entries()) expect(found[i]).toEqual(byReference(condition, apart, 'Asia/Shanghai'))
    expect(found[2]).toContain(from)
    await createCustomerFacts(client).mapOrigins([{ from, to, isDevice: false }], new Date(NOW.getTime() + 2))
    expect((await byQuery(conditions, 'Asia/Shanghai'))[2]).not.toContain(from)
  })
})
