import type { MetricDefinition } from '../metric-definitions.ts'

type MetricId = MetricDefinition['id']

/** A query that a page, a segment or a model reads figures of orders, events or activity by. */
export interface MetricReader {
  /** In src/store/analytical/queries. */
  readonly file: string
  readonly kind: 'chart' | 'segment' | 'feature'
  /** Where a person sees it: an address of the console. */
  readonly page: string
  readonly metrics: readonly MetricId[]
  /** What it takes of the one definition, by name: of `sold-line.ts`, `metric-sql.ts` or `customer-groups.ts`. Empty: it spells its own. */
  readonly reads: readonly string[]
}

const sales = ['lines', 'invoices', 'customers', 'revenue'] as const

/**
 * Every query that reads figures, with what it takes of the one definition. A test (`tests/unit/metric-readers.test.ts`) looks into each file for it, and fails where a query
 * over orders or events is in neither list.
 */
export const METRIC_READERS: readonly MetricReader[] = [
  { file: 'metrics.ts', kind: 'chart', page: '/data/imports', metrics: [...sales, 'returns'], reads: ['METRIC_SQL', 'METRIC_SALE'] },
  { file: 'overview.ts', kind: 'chart', page: '/', metrics: ['activeCustomers'], reads: ['IS_ACTIVE', 'IS_PERSON'] },
  { file: 'overview-months.ts', kind: 'chart', page: '/', metrics: ['revenue', 'invoices', 'customers'], reads: ['soldLine'] },
  { file: 'unconverted-sales.ts', kind: 'chart', page: '/', metrics: ['revenue'], reads: ['soldLine'] },
  { file: 'customer-list.ts', kind: 'segment', page: '/customers', metrics: ['activeCustomers'], reads: ['IS_ACTIVE'] },
  { file: 'account-list.ts', kind: 'segment', page: '/customers/accounts', metrics: ['revenue'], reads: ['soldLine', 'realEvent'] },
  { file: 'customer-360.ts', kind: 'chart', page: '/customers', metrics: ['revenue', 'invoices'], reads: ['soldLine'] },
  { file: 'customer-360-decisions.ts', kind: 'chart', page: '/customers', metrics: ['revenue'], reads: ['soldLine'] },
  { file: 'timeline.ts', kind: 'chart', page: '/customers', metrics: ['returns'], reads: ['shownLine', 'isReturn', 'shownEvent'] },
  { file: 'buying-share.ts', kind: 'chart', page: '/settings/contact-rules', metrics: ['customers'], reads: ['soldLine', 'IS_PERSON'] },
  { file: 'business-line-sizes.ts', kind: 'segment', page: '/settings/users', metrics: ['customers'], reads: ['soldLine'] },
  { file: 'profile-facts.ts', kind: 'segment', page: '/customers/segments', metrics: sales, reads: ['soldLine', 'realEvent'] },
  {
    file: 'churn-feature-sources.ts',
    kind: 'feature',
    page: '/predict/churn',
    metrics: [...sales, 'returns'],
    reads: ['soldLine', 'isReturn', 'realEvent'],
  },
  { file: 'churn-label-counts.ts', kind: 'feature', page: '/predict/churn', metrics: ['customers'], reads: ['soldLine'] },
  {
    file: 'cluster-features.ts',
    kind: 'feature',
    page: '/customers/clusters',
    metrics: [...sales, 'returns'],
    reads: ['customerLine', 'isSale', 'isReturn', 'realEvent'],
  },
  { file: 'cold-start-facts.ts', kind: 'feature', page: '/data/quality', metrics: [...sales], reads: ['soldLine', 'realEvent'] },
  {
    file: 'account-states.ts',
    kind: 'feature',
    page: '/customers/accounts',
    metrics: ['revenue', 'returns'],
    reads: ['soldOrReturned', 'realEvent'],
  },
  { file: 'value-facts.ts', kind: 'feature', page: '/predict/value', metrics: [...sales, 'returns'], reads: ['soldLine', 'isReturn'] },
  { file: 'demand-sales.ts', kind: 'feature', page: '/predict/demand', metrics: ['lines'], reads: ['soldToAnyone'] },
  { file: 'demand-curve.ts', kind: 'chart', page: '/predict/demand', metrics: ['lines'], reads: ['soldToAnyone'] },
  { file: 'recommend-facts.ts', kind: 'feature', page: '/predict/recommendation', metrics: ['lines'], reads: ['soldLine', 'realEvent'] },
  { file: 'recommend-customer.ts', kind: 'chart', page: '/predict/recommendation', metrics: ['lines'], reads: ['soldLine'] },
  {
    file: 'effect-outcomes.ts',
    kind: 'chart',
    page: '/effect',
    metrics: ['revenue', 'invoices', 'returns'],
    reads: ['soldOrReturned', 'isSale'],
  },
]

/** Queries over orders and events that answer no figure of a metric, with the reason. */
export const NO_FIGURES: Readonly<Record<string, string>> = {
  'usual-currency.ts': 'which currency is the usual one',
  'orders-of-origins.ts': 'how many orders name only a value that several customers share',
  'moved-facts.ts': 'how much a change of identity would move',
  'facts-changed.ts': 'whether anything came in',
  'first-run-counts.ts': 'whether a step of the first run is done',
  'has-order-lines.ts': 'whether there is any line',
  'hour-sightings.ts': 'at which hours a customer was seen',
  'ordered-within.ts': 'which runs of a journey were followed by an order',
  'known-data.ts': 'whether there is any event of a name',
  'orders-there.ts': 'which orders an import would count twice',
  'quality-facts.ts': 'records as the rules of quality see them',
  'quality-day-facts.ts': 'records with and without a value',
  'portrait-accuracy.ts': 'whether what was predicted came true',
  'past-product-events.ts': 'who looked at a product before it became cheaper',
}

export interface Consistency {
  /** Readers that take the one definition, and all of them. */
  readonly reading: number
  readonly all: number
}

/** The share of charts, segments and model features that read the one definition. */
export function consistencyOf(readers: readonly MetricReader[]): Consistency {
  return { reading: readers.filter(({ reads }) => reads.length > 0).length, all: readers.length }
}
