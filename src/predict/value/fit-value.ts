import type { BilingualText } from '#kernel/bilingual-text.ts'
import { fitGammaGamma, parseGammaGamma, type GammaGammaModel } from '#numerics/purchase/gamma-gamma.ts'
import { fitBgNbd, parseBgNbd, type BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import type { ValueFacts } from './value-facts.ts'
import { purchaseHistory, spendHistory } from './value-facts.ts'

export type ValueRung = 'cohort-average' | 'mbg-nbd'

/** Model of purchase frequency and order amounts, fitted to all customers. Plain JSON. Times in days. */
export interface PurchaseModel {
  readonly rung: ValueRung
  readonly rungReason: BilingualText
  readonly purchase: BgNbdModel
  readonly spend: GammaGammaModel
  /** Share of purchases returned. */
  readonly returnShare: number
  readonly averageOrder: number
  readonly customers: number
  readonly repeatCustomers: number
}

/** With fewer, the four parameters of MBG/NBD would be noise. */
export const LEAST_CUSTOMERS = 100
export const LEAST_REPEAT_CUSTOMERS = 50

/**
 * Fits MBG/NBD and Gamma-Gamma to all customers who ever ordered. With too few customers, or when the likelihood has no optimum, the rung is `cohort-average`: customers buy at
 * the overall mean rate with a typical spread around it, so that a customer's own history still counts, but no shape is estimated from noise.
 * Throws a RangeError without any customer.
 */
export function fitPurchaseModel(rows: readonly ValueFacts[]): PurchaseModel {
  if (rows.length === 0) throw new RangeError('There is no customer with an order to learn from.')
  const repeatCustomers = rows.reduce((sum, row) => sum + (row.purchaseDays > 1 ? 1 : 0), 0)
  const spend = rows.reduce((sum, row) => sum + row.spend, 0)
  const returned = rows.reduce((sum, row) => sum + Math.max(0, row.returned), 0)
  const purchaseDays = rows.reduce((sum, row) => sum + row.purchaseDays, 0)
  const shared = {
    returnShare: spend > 0 ? Math.min(1, returned / spend) : 0,
    averageOrder: spend / purchaseDays,
    customers: rows.length,
    repeatCustomers,
  }
  const cohort = (zh: string, en: string): PurchaseModel => ({
    rung: 'cohort-average',
    rungReason: { zh, en },
    purchase: averagePurchases(rows),
    spend: averageSpend(shared.averageOrder),
    ...shared,
  })
  if (rows.length < LEAST_CUSTOMERS || repeatCustomers < LEAST_REPEAT_CUSTOMERS) {
    return cohort(
      `只有 ${rows.length} 位客户、其中 ${repeatCustomers} 位复购，少于 ${LEAST_CUSTOMERS} 位和 ${LEAST_REPEAT_CUSTOMERS} 位，按整体平均水平估算`,
      `Only ${rows.length} customers, ${repeatCustomers} of them with a repeat order; below ${LEAST_CUSTOMERS} and ${LEAST_REPEAT_CUSTOMERS} the overall average is used`,
    )
  }
  const purchase = fitBgNbd('mbg-nbd', rows.map(purchaseHistory))
  if (!purchase.converged) {
    return cohort(
      '购买模型没有收敛，按整体平均水平估算',
      'The purchase model found no optimum in these orders, so the overall average is used',
    )
  }
  const paid = rows.map(spendHistory)
  const amounts = paid.some(({ orders }) => orders > 0) ? fitGammaGamma(paid) : averageSpend(0)
  return {
    rung: 'mbg-nbd',
    rungReason: {
      zh: `根据 ${rows.length} 位客户（${repeatCustomers} 位复购）的购买历史训练`,
      en: `Fitted to the purchases of ${rows.length} customers, ${repeatCustomers} of them with a repeat order`,
    },
    purchase,
    // A mean order amount exists only for q > 1; a heavier tail is an artefact of a handful of customers.
    spend: amounts.converged && amounts.q > 1.05 ? amounts : averageSpend(shared.averageOrder),
    ...shared,
  }
}

/** Reads this part of a stored model. Throws an Error when it cannot be used. */
export function parsePurchaseModel(json: PurchaseModel): PurchaseModel {
  if (json.rung !== 'cohort-average' && json.rung !== 'mbg-nbd')
    throw new Error(`The value model has the unknown rung ${String(json.rung)}; train it again.`)
  return { ...json, purchase: parseBgNbd('mbg-nbd', json.purchase), spend: parseGammaGamma(json.spend) }
}

/** Typical shapes from published data sets, including CDNOW; only the mean rate comes from this shop. */
function averagePurchases(rows: readonly ValueFacts[]): BgNbdModel {
  const repeats = rows.reduce((sum, row) => sum + row.purchaseDays - 1, 0)
  const days = rows.reduce((sum, row) => sum + row.age, 0)
  // Half a repeat order per customer and year is added, so that a shop without repeats still gets a number.
  const rate = (repeats + 0.5) / (days + 365)
  const r = 0.6
  return {
    kind: 'mbg-nbd',
    version: 1,
    r,
    alpha: r / rate,
    a: 0.6,
    b: 2.4,
    logLikelihood: 0,
    customers: rows.length,
    converged: false,
    penalty: 0,
    logCovariance: SPREAD_OF_FOUR,
  }
}

function averageSpend(average: number): GammaGammaModel {
  const p = 4
  const q = 4
  return {
    kind: 'gamma-gamma',
    version: 1,
    p,
    q,
    v: Math.max((average * (q - 1)) / p, 1e-9),
    logLikelihood: 0,
    customers: 0,
    converged: false,
    penalty: 0,
    logCovariance: null,
  }
}

/** Assumed shapes are uncertain by a factor of about e^0.4 in both directions. */
const SPREAD_OF_FOUR = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 0.16 : 0)))
