import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { ACCOUNT_FEATURES, featureCells } from '#predict/accounts/account-features.ts'
import { canChurn, type AccountSnapshot } from '#predict/accounts/account-state.ts'
import { trainAccounts } from '#predict/accounts/train-accounts.ts'
import { churnDefinition, snapshotTimes } from '#predict/churn/definition/churn-definition.ts'
import { companyShop } from '#simulate/company-shop.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { readAccountStates } from '#store/analytical/queries/account-states.ts'
import { readContractSpan } from '#store/analytical/queries/contract-span.ts'
import type { IntakeWorld } from '../../tests/journey/intake-world.ts'
import { askPeer } from './churn-peer.ts'

const HORIZON = 60
/** The bar: this much below XGBoost at most. */
const TOLERANCE = 0.02
const MEASURED = { 'attribute:席位数': '席位数', 'attribute:项目数': '项目数', 'attribute:接口调用': '接口调用' }

interface AccountBench {
  readonly world: IntakeWorld
  readonly folder: string
  readonly companies: number
  readonly until: Date
  readonly withPeer: boolean
}

/** Churn of companies, from their files by the product's own import and SQL, against the rule of thumb and XGBoost on the same rows. */
export async function measureAccounts({ world, folder, companies, until, withPeer }: AccountBench) {
  const shop = companyShop({ companies, seed: 'bench-account-churn', until, months: 26 })
  for (const [kind, rows] of [
    ['accounts', shop.accounts],
    ['subscriptions', shop.subscriptions],
    ['sign_ins', shop.signIns],
  ] as const) {
    const file = join(folder, `company-${kind}.csv`)
    await writeFile(file, rows.map((row) => row.join(',')).join('\n'))
    const { quarantined } = await world.imports.importFile({
      file,
      kind,
      ...(kind === 'accounts' ? { corrections: { mapping: MEASURED } } : {}),
    })
    if (quarantined > 0) throw new Error(`${quarantined} rows of ${kind} were refused.`)
  }
  const { clickhouse, pg } = world.engines
  await createAccountCopy(pg, clickhouse).catchUp()
  const definition = churnDefinition({ kind: 'contract', horizonDays: HORIZON })
  const snapshots: AccountSnapshot[] = []
  for (const asOf of snapshotTimes(definition, until, (await readContractSpan(clickhouse))?.first ?? until, { limit: 10 })) {
    snapshots.push({ asOf, rows: await readAccountStates(clickhouse, { asOf, horizonDays: HORIZON, currency: 'CNY', labelled: true }) })
  }
  const rng = new Rng('bench-account-churn')
  const training = await trainAccounts(snapshots, { horizonDays: HORIZON, random: () => rng.next(), trainedAt: until })
  const judge = snapshots.at(-1)
  if (training.state !== 'trained' || judge === undefined) throw new Error('There were too few companies that left.')
  const earlier = snapshots.filter(({ asOf }) => asOf.getTime() + HORIZON * DAY_MS <= judge.asOf.getTime())
  const peer = withPeer ? await askPeer(csvOf(earlier), csvOf([judge]), null) : null
  const { quality } = training
  return {
    ...quality,
    importance: training.importance.slice(0, 5).map(({ feature }) => feature),
    peer,
    passed: quality.auc > quality.ruleAuc && (peer === null || quality.auc >= peer.tuned - TOLERANCE),
  }
}

/** Companies are numbered as they come: the peers keep the rows of one together. */
function csvOf(some: readonly AccountSnapshot[]): string {
  const numbers = new Map<string, number>()
  const header = ['group', 'label', ...ACCOUNT_FEATURES.map(({ name }) => name)].join(',')
  const lines = some.flatMap(({ rows }) =>
    rows.filter(canChurn).map((row) => {
      if (!numbers.has(row.accountId)) numbers.set(row.accountId, numbers.size)
      return [numbers.get(row.accountId), row.churned, ...featureCells(row, HORIZON)].join(',')
    }),
  )
  return [header, ...lines].join('\n')
}
