import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Public data sets with published results. They are no part of the project (their licences differ): tests named `*.reference.test.ts` read them. */
const FILES = {
  cdnowSample: 'cdnow/CDNOW_sample.txt',
  cdnowSummary: 'cdnow/cdnow_customers_summary_with_transactions.csv',
  ecommerce: 'ecommerce_churn/ecommerce_churn.xlsx',
  groceries: 'groceries/groceries.csv',
  m3Forecasts: 'm3/m3_published_forecasts_8methods.csv',
  m3Meta: 'm3/m3_meta.csv',
  m3Values: 'm3/m3_values.csv',
  onlineRetail: 'online_retail/online_retail.csv.gz',
  sbgCohorts: 'retention_sbg/sbg_paper.csv',
  telco: 'telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv',
} as const

type ReferenceFile = keyof typeof FILES

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))

/** `LIUKE_REFERENCE_DATA`, relative to the checkout; by default `../shared/data` beside it. */
const REFERENCE_FOLDER = resolve(CHECKOUT, process.env['LIUKE_REFERENCE_DATA'] || '../shared/data')

/** Where a reference file lies, or should. */
export function referenceFile(name: ReferenceFile): string {
  return join(REFERENCE_FOLDER, FILES[name])
}

/** One sentence that says which files are missing and what to do; undefined when all of `names` are there. */
export function missingReferenceData(names: readonly ReferenceFile[] = listFiles()): string | undefined {
  const advice = 'set LIUKE_REFERENCE_DATA to the folder that holds the reference data.'
  if (!existsSync(REFERENCE_FOLDER)) return `There is no folder ${REFERENCE_FOLDER}; ${advice}`
  const missing = names.map((name) => FILES[name]).filter((path) => !existsSync(join(REFERENCE_FOLDER, path)))
  if (missing.length === 0) return undefined
  return `${REFERENCE_FOLDER} lacks ${missing.join(', ')}; ${advice}`
}

function listFiles(): ReferenceFile[] {
  return Object.keys(FILES) as ReferenceFile[]
}
