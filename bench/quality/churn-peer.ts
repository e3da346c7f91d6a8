import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHURN_FEATURES } from '#predict/churn/features/churn-features.ts'
import type { ChurnCandidate } from '#predict/churn/train/churn-estimator.ts'
import type { ChurnSnapshot } from '#predict/churn/train/train-churn.ts'

/** AUC of XGBoost and scikit-learn on the same rows; `same` with the settings of our own trees. */
export interface PeerAnswer {
  readonly tuned: number
  readonly tunedParams: Readonly<Record<string, number>>
  readonly plain: number
  readonly logistic: number
  readonly same?: number
  readonly version: string
}

/** Trains the peers on earlier snapshots and judges them on the newest, over the features at `used`. */
export async function churnPeer(snapshots: readonly ChurnSnapshot[], used: readonly number[], trees: ChurnCandidate): Promise<PeerAnswer> {
  return await askPeer(csvOf(snapshots.slice(0, -1), used), csvOf(snapshots.slice(-1), used), trees)
}

/** The same of any rows as CSV: a header, then group, label and features. Without `trees` there is no `same`. */
export async function askPeer(train: string, test: string, trees: ChurnCandidate | null): Promise<PeerAnswer> {
  const peers = fileURLToPath(new URL('../peers/', import.meta.url))
  execFileSync(join(peers, 'setup.sh'), { stdio: ['ignore', 'ignore', 'inherit'] })
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-churn-'))
  try {
    await writeFile(join(folder, 'train.csv'), train)
    await writeFile(join(folder, 'test.csv'), test)
    const args = [
      '-W',
      'ignore',
      join(peers, 'churn_xgboost.py'),
      join(folder, 'train.csv'),
      join(folder, 'test.csv'),
      ...(trees === null ? [] : [JSON.stringify(trees)]),
    ]
    return JSON.parse(execFileSync(join(peers, '.venv/bin/python'), args, { encoding: 'utf8' })) as PeerAnswer
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Customers are numbered as they come: the peers keep the rows of one together. */
function csvOf(some: readonly ChurnSnapshot[], used: readonly number[]): string {
  const numbers = new Map<string, number>()
  const header = ['group', 'label', ...used.map((position) => CHURN_FEATURES[position]?.name)].join(',')
  const lines = some.flatMap(({ rows }) =>
    rows.map(({ customerId, label, values }) => {
      if (!numbers.has(customerId)) numbers.set(customerId, numbers.size)
      const cells = used.map((position) => values[position] ?? Number.NaN)
      return [numbers.get(customerId), label, ...cells.map((value) => (Number.isNaN(value) ? '' : value))].join(',')
    }),
  )
  return [header, ...lines].join('\n')
}
