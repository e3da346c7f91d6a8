import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { AccountRiskService } from '#predict/accounts/account-risk-service.ts'
import { canChurn } from '#predict/accounts/account-state.ts'
import { trainAccounts } from '#predict/accounts/train-accounts.ts'
import { companyShop } from '#simulate/company-shop.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { readAccountStates } from '#store/analytical/queries/account-states.ts'
import { createAccountRiskStore } from '#store/analytical/account-risk-store.ts'
import { memoryRegistry } from '../support/memory/memory-model-registry.ts'
import { openIntakeWorld, type IntakeWorld } from './intake-world.ts'

// A made-up business with companies as the oracle of what is worked out of accounts: through the files that it would export.

const UNTIL = new Date('2026-06-01T00:00:00Z')
const HORIZON = 60
const COMPANIES = 420
const MEASURED = { 'attribute:席位数': '席位数', 'attribute:项目数': '项目数', 'attribute:接口调用': '接口调用' }
const shop = companyShop({ companies: COMPANIES, seed: 'account-churn', until: UNTIL, months: 26 })
let world: IntakeWorld
let folder: string
let keys: Map<string, string>

const states = (asOf: Date, labelled: boolean) =>
  readAccountStates(world.engines.clickhouse, { asOf, horizonDays: HORIZON, currency: 'CNY', labelled })

beforeAll(async () => {
  world = await openIntakeWorld({ clock: new ManualClock(UNTIL) })
  folder = await mkdtemp(join(tmpdir(), 'liuke-account-churn-'))
  for (const [kind, rows] of [
    ['accounts', shop.accounts],
    ['subscriptions', shop.subscriptions],
    ['sign_ins', shop.signIns],
  ] as const satisfies readonly [ImportKind, unknown][]) {
    const file = join(folder, `${kind}.csv`)
    await writeFile(file, rows.map((row) => row.join(',')).join('\n'))
    const { quarantined } = await world.imports.importFile({
      file,
      kind,
      ...(kind === 'accounts' ? { corrections: { mapping: MEASURED } } : {}),
    })
    if (quarantined > 0) throw new Error(`${quarantined} rows of ${kind} were refused.`)
  }
  await createAccountCopy(world.engines.pg, world.engines.clickhouse).catchUp()
  const found = await readRows<{ account_id: string; account_key: string }>(
    world.engines.clickhouse,
    'SELECT toString(account_id) AS account_id, account_key FROM accounts FINAL WHERE is_there = 1',
  )
  keys = new Map(found.map((row) => [row.account_id, row.account_key]))
})
afterAll(async () => {
  await world?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

test('what is known of an account follows from its files', async () => {
  const all = await states(UNTIL, false)
  expect(all).toHaveLength(COMPANIES)
  const running = all.filter(canChurn)
  const contracts = new Map(shop.subscriptions.slice(1).map((row) => [row[0], row]))
  for (const state of running) {
    const [, , , started = '', , , price, period] = contracts.get(`K-${keys.get(state.accountId)}`) ?? []
    expect(state.monthlyPrice).toBeCloseTo(Number(price) / (period === '年付' ? 12 : 1), 6)
    expect(state.contractAgeDays).toBeCloseTo((UNTIL.getTime() - Date.parse(`${started}T00:00:00+08:00`)) / DAY_MS, 3)
    expect(state.usage.size).toBeGreaterThan(0)
  }
  // The first person of each company is its champion, and is gone where the file says that they left.
  const left = new Set(shop.accounts.filter((row) => row[2]?.endsWith('-0') && row[5] !== '').map(([company]) => company))
  const gone = running.filter(({ champion }) => champion !== null && !champion.isMember).map(({ accountId }) => keys.get(accountId))
  expect(gone.length).toBeGreaterThan(3)
  expect(gone.filter((key) => !left.has(key))).toEqual([])
})

test('at an earlier time nothing is known of what came later', async () => {
  const asOf = new Date('2025-06-01T00:00:00Z')
  const then = (await states(asOf, true)).filter(canChurn)
  const contracts = new Map(shop.subscriptions.slice(1).map((row) => [row[0], row]))
  expect(then.length).toBeGreaterThan(50)
  const endOf = (accountId: string): { started: number; over: number } => {
    const [, , , started = '', due = '', ended = ''] = contracts.get(`K-${keys.get(accountId)}`) ?? []
    // 15 days of grace after a period that nobody renewed.
    return { started: Date.parse(started), over: ended === '' ? Date.parse(due) + 15 * DAY_MS : Date.parse(ended) }
  }
  const horizon = asOf.getTime() + HORIZON * DAY_MS
  expect(then.filter(({ accountId }) => endOf(accountId).started > asOf.getTime())).toEqual([])
  // It left within the horizon, or runs on.
  expect(then.filter(({ accountId, churned }) => churned === 1 && endOf(accountId).over > horizon + DAY_MS)).toEqual([])
  expect(then.filter(({ accountId, churned }) => churned === 0 && endOf(accountId).over < horizon - DAY_MS)).toEqual([])
})

test('accounts that leave are told from those that stay on later time, better than by a rule of thumb; scores follow the truth', async () => {
  const rng = new Rng('account-churn')
  const risks = new AccountRiskService({
    store: createAccountRiskStore(world.engines.clickhouse, { currency: 'CNY' }),
    models: memoryRegistry(),
    // In this thread: one of its own gives way to everything else that a busy machine does.
    worker: {
      train: (snapshots, horizonDays, trainedAt) => trainAccounts(snapshots, { horizonDays, random: () => rng.next(), trainedAt }),
    },
    contractHorizon: () => Promise.resolve(HORIZON),
    clock: new ManualClock(UNTIL),
  })
  const summary = await risks.refresh()
  expect(summary).toMatchObject({ state: 'trained', accounts: COMPANIES, horizonDays: HORIZON, modelVersion: 1 })
  const { quality } = summary
  expect(quality?.auc).toBeGreaterThan(0.8)
  expect(quality?.auc).toBeGreaterThan(quality?.ruleAuc ?? 1)
  expect(quality?.logLoss).toBeLessThan(quality?.constantLogLoss ?? 0)
  // The model is kept: another night scores with it.
  expect((await risks.refresh()).modelVersion).toBe(1)

  const listed = await risks.list({ offset: 0, limit: 1_000 })
  const scored = listed.filter(({ probability }) => probability !== null)
  expect(scored.length).toBe(summary.scored)
  expect(listed.slice(0, scored.length).map(({ valueAtRisk }) => valueAtRisk)).toEqual(
    scored.map(({ valueAtRisk }) => valueAtRisk).toSorted((a, b) => (b ?? 0) - (a ?? 0)),
  )
  for (const { probability, contractYear, spendYear, valueAtRisk } of scored) {
    expect(valueAtRisk).toBeCloseTo((probability ?? 0) * ((contractYear ?? 0) + spendYear), 6)
  }
  // Companies in trouble by the simulation: drifting, without their champion, with fewer seats.
  const truth = scored.map(({ accountKey }) => shop.hazardAt(accountKey, new Date('2026-05-15T00:00:00Z')) ?? 0)
  const monthly = scored
    .map((_, i) => i)
    .filter((i) => shop.subscriptions.find(([id]) => id === `K-${scored[i]?.accountKey}`)?.[7] === '月付')
  const inTrouble = monthly.map((i) => ((truth[i] ?? 0) > -3.5 ? 1 : 0))
  expect(
    areaUnderCurve(
      monthly.map((i) => scored[i]?.probability ?? 0),
      inTrouble,
    ),
  ).toBeGreaterThan(0.75)
  const worst = scored.toSorted((a, b) => (b.probability ?? 0) - (a.probability ?? 0)).slice(0, 10)
  expect(worst.every(({ reasons, signals }) => reasons.length > 0 && signals.length > 0)).toBe(true)
})
