import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import type { Decision } from '#decide/decision.ts'
import { createAccountStatements } from '#store/relational/account-statements.ts'
import { applyMoneyRule } from '#store/analytical/project-money.ts'
import { openRetentionServices } from './retention-services.ts'
import { catchMail, openRetentionWorld, seedCustomers, seedOrders } from './retention-world.ts'
import type { RetentionWorld, SeedCustomer } from './retention-world.ts'

// Strategies over companies on real engines: what is drawn as one, what is sent, who joins later, and what is measured.

const ASOF = new Date('2026-03-01T00:00:00Z')
const COMPANIES = 80
const clock = new ManualClock(ASOF)
let world: RetentionWorld
let mailbox: Awaited<ReturnType<typeof catchMail>>

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  mailbox = await catchMail()
  await services().strategies.seedLibrary('test')
})
afterAll(async () => {
  await mailbox.close()
  await world.stop()
})

const services = () => openRetentionServices(world, { clock, mailPort: mailbox.port })
const company = (i: number): string => stableId('account', `company-${i}`)

/** Makes these customers members of companies, by the number of their company. */
async function join(members: ReadonlyMap<string, number>, until: Date | null = null): Promise<void> {
  const said = {
    saidBy: 'api',
    name: '',
    attributes: {},
    role: '',
    since: null,
    saidAt: clock.now().getTime(),
    receivedAt: clock.now().getTime(),
  }
  await createAccountStatements(world.engines.pg).say(
    [...members].flatMap(([personId, i]) => {
      const account = { ...said, accountId: company(i), accountKey: `company-${i}`, until: null }
      return [
        { ...account, personId: NO_CUSTOMER },
        { ...account, personId, until: until?.getTime() ?? null },
      ]
    }),
  )
}

const person = (name: string, more: Partial<SeedCustomer> = {}): SeedCustomer => ({
  email: `${name}@example.com`,
  consent: true,
  risk: 0.7,
  tier: 'high',
  cause: 'lapsed-cadence',
  ...more,
})

function armsByCompany(decisions: readonly Decision[], companyOf: ReadonlyMap<string, number>): Map<number, Set<string>> {
  const arms = new Map<number, Set<string>>()
  for (const { customerId, arm } of decisions) {
    const at = companyOf.get(customerId)
    if (at !== undefined) arms.set(at, (arms.get(at) ?? new Set()).add(arm))
  }
  return arms
}

test('companies are drawn, contacted and measured as one', async () => {
  const { decisions, ledger, sends, effects } = services()
  // Five people a company, two of them with a cause of their own and so with another strategy; 40 people of no company.
  const people = [
    ...Array.from({ length: COMPANIES * 5 }, (_, i) => person(`p${i}`, i % 5 < 2 ? { cause: 'service-problem', email: null } : {})),
    ...Array.from({ length: 40 }, (_, i) => person(`alone${i}`)),
  ]
  const ids = await seedCustomers(world, ASOF, people)
  const companyOf = new Map(ids.slice(0, COMPANIES * 5).map((id, i) => [id, Math.floor(i / 5)]))
  await join(companyOf)

  const preview = await decisions.preview({}, ASOF, 'test')
  expect(preview).toMatchObject({ decided: 440, companies: { companies: COMPANIES, people: 400, largest: 5, following: 0 } })
  expect((preview.companies?.treatedDraws ?? 0) + (preview.companies?.controlDraws ?? 0)).toBe(COMPANIES)
  const mail = preview.strategies.find(({ strategyId }) => strategyId === 'lapsed-coupon')
  expect(mail?.companies).toMatchObject({ companies: COMPANIES, people: 240, largest: 3 })

  const run = await decisions.start({ previewId: preview.previewId }, ASOF, 'test')
  const written = await ledger.ofRun(run.id)
  expect(new Set(written.map(({ strategyId }) => strategyId)).size).toBe(2)
  const arms = armsByCompany(written, companyOf)
  expect([...arms.values()].every((own) => own.size === 1)).toBe(true)
  expect(written.filter(({ drawUnit }) => drawUnit === null)).toHaveLength(40)

  // The sender works out every arm again and finds the same: nobody is held back, nobody of the control group is written to.
  await sends.sendPending()
  expect((await sends.counts(run.id)).suppressed).toBe(0)
  expect((await sends.counts(run.id)).delivered).toBe(run.summary?.treated)

  // Somebody joins each of the first twenty companies, and somebody two companies at once.
  clock.moveTo(new Date(ASOF.getTime() + 10 * DAY_MS))
  const joined = await seedCustomers(
    world,
    clock.now(),
    Array.from({ length: 20 }, (_, i) => person(`new${i}`)),
  )
  const laterOf = new Map(joined.map((id, i) => [id, i]))
  await join(laterOf)
  const between = await decisions.preview({}, clock.now(), 'test')
  expect(between.companies).toMatchObject({ people: 20, following: 20 })
  expect(between.strategies.find(({ strategyId }) => strategyId === 'lapsed-coupon')?.detectableEffect).toBeNull()
  const second = await decisions.start({ previewId: between.previewId }, clock.now(), 'test')
  const followers = await ledger.ofRun(second.id)
  expect(followers).toHaveLength(20)
  for (const { customerId, arm, assignmentProbability } of followers) {
    expect(arms.get(laterOf.get(customerId) ?? -1)).toEqual(new Set([arm]))
    expect(assignmentProbability).toBe(1)
  }
  await sends.sendPending()
  expect((await sends.counts(second.id)).suppressed).toBe(0)

  // All people of every second company come back, and none of the others; of the people alone every second one.
  const buyers = written.filter(({ customerId }) => {
    const at = companyOf.get(customerId)
    return at === undefined ? ids.indexOf(customerId) % 2 === 0 : at % 2 === 0
  })
  await applyMoneyRule(world.engines.clickhouse, { currency: 'CNY', timeZone: 'Asia/Shanghai', rates: [] })
  await seedOrders(
    world,
    ASOF,
    buyers.map(({ customerId }, i) => ({ customerId, days: 1 + (i % 50), amount: 200 })),
  )
  clock.moveTo(new Date(ASOF.getTime() + 61 * DAY_MS))
  const report = await effects.report(run.id)
  const { overall, curve } = report
  expect(overall).toMatchObject({ companies: COMPANIES, companyPeople: 400, sampleRatioOk: true })
  expect((overall.treatedDraws ?? 0) + (overall.controlDraws ?? 0)).toBe(COMPANIES + 40)
  expect(overall.treated + overall.control).toBe(440)
  expect(overall.treatedRetained + overall.controlRetained).toBe(220)
  // Five people who do the same tell hardly more than one.
  expect(overall.designEffect).toBeGreaterThan(3.5)
  expect(overall.verdict).toBe('not_enough_data')
  expect(curve.at(-1)?.treated).toBeCloseTo(overall.treatedRate ?? 0, 9)
  expect(curve.at(-1)?.control).toBeCloseTo(overall.controlRate ?? 0, 9)
  const lapsed = report.strategies.find(({ strategyId }) => strategyId === 'lapsed-coupon')
  expect(lapsed).toMatchObject({ companies: COMPANIES, companyPeople: 240 })
  expect(lapsed?.designEffect).toBeGreaterThan(2)

  // Who followed is counted and not compared.
  const followed = (await effects.report(second.id)).overall
  expect(followed).toMatchObject({ lift: null, sampleRatioP: null, sampleRatioOk: true, verdict: 'not_yet' })
  expect(followed.treated + followed.control).toBe(20)
  expect(followed.verdictText.en).toContain('earlier run')

  // Companies are free again with the last of those who were drawn, and are drawn anew; who followed is still in their own cooldown.
  const again = await decisions.preview({}, clock.now(), 'test')
  expect(again.skipped.find(({ reason }) => reason === 'cooldown')?.customers).toBe(20)
})

test('two companies that share somebody are one draw, and a company that somebody left holds nobody', async () => {
  const { decisions, ledger } = services()
  clock.moveTo(new Date(clock.now().getTime() + 200 * DAY_MS))
  const ids = await seedCustomers(
    world,
    clock.now(),
    Array.from({ length: 6 }, (_, i) => person(`shared${i}`)),
  )
  const [a = '', b = '', both = '', left = '', c = '', d = ''] = ids
  await join(
    new Map([
      [a, 501],
      [both, 501],
      [left, 501],
    ]),
  )
  await join(
    new Map([
      [b, 502],
      [both, 502],
    ]),
  )
  await join(
    new Map([
      [c, 503],
      [d, 503],
    ]),
  )
  await join(new Map([[left, 501]]), clock.now())
  const preview = await decisions.preview({ customerIds: ids }, clock.now(), 'test')
  expect(preview.companies).toMatchObject({ companies: 3, people: 5, largest: 3 })
  const run = await decisions.start({ previewId: preview.previewId }, clock.now(), 'test')
  const units = new Map((await ledger.ofRun(run.id)).map(({ customerId, drawUnit }) => [customerId, drawUnit]))
  expect(new Set([a, b, both].map((id) => units.get(id)))).toEqual(new Set([[company(501), company(502)].toSorted()[0]]))
  expect(units.get(left)).toBeNull()
  expect(units.get(c)).toBe(company(503))
})
