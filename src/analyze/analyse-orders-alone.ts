import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import { CUSTOMER_FIELDS } from '#collect/import/import-fields.ts'
import type { ImportPlan } from '#collect/import/import-plan.ts'
import type { ImportResult } from '#collect/import/import-service.ts'
import type { House } from '../main/house.ts'
import type { OrdersAnalysis } from './analysis.ts'
import { endOfDay } from './as-of-time.ts'
import { queryOtherCurrencies, queryShopMonths, querySoldProducts, querySpan } from './queries/shop-sales.ts'
import { withPartial } from './partial-months.ts'
import type { Stopwatch } from './stopwatch.ts'

/** Analyses an imported file without customers: sales, products, returns and demand. Null when nothing was sold. */
export async function analyseOrdersAlone(
  house: House,
  { plan, imported }: { readonly plan: ImportPlan; readonly imported: ImportResult },
  { timeZone, asOf: asked }: { readonly timeZone: string; readonly asOf?: (timeZone: string) => Date },
  watch: Stopwatch,
): Promise<Pick<OrdersAnalysis, 'asOf' | 'noCustomers' | 'shop' | 'demand'> | null> {
  const client = house.engines.clickhouse
  const span = await querySpan(client)
  if (span === null) return null
  const asOf = asked?.(timeZone) ?? endOfDay(span.lastAt, timeZone)
  if (asOf <= span.firstAt) throw asOfTooEarly(plan.table.file.name, span.firstAt)
  watch.begin('forecast')
  const demand = await house.demand.forecast(asOf, (stage, done, total) =>
    watch.share(stage === 'forecast' && total > 0 ? done / total : null),
  )
  watch.begin('summarise')
  const months = await queryShopMonths(client, asOf, timeZone)
  const sum = (of: 'orders' | 'revenue' | 'units' | 'returned'): number => months.reduce((all, month) => all + month[of], 0)
  return {
    asOf,
    noCustomers: whyNobody(plan),
    shop: {
      orders: sum('orders'),
      revenue: sum('revenue'),
      units: sum('units'),
      returns: imported.returns,
      returned: sum('returned'),
      unconverted: await queryOtherCurrencies(client, asOf),
      months: withPartial(months, span.firstAt, asOf, timeZone),
      products: await querySoldProducts(client, asOf),
    },
    demand,
  }
}

export function asOfTooEarly(fileName: string, firstAt: Date): AppError {
  return new AppError(
    'invalid-input',
    'as-of-too-early',
    `The as-of time lies before the first order of ${fileName} (${firstAt.toISOString().slice(0, 10)}): choose a later day.`,
    { details: { file: fileName, day: firstAt.toISOString().slice(0, 10) } },
  )
}

/** Why there are no customers, and which export or tool includes them. */
function whyNobody({ interpretation: { positions, layout, columns } }: ImportPlan): OrdersAnalysis['noCustomers'] {
  const read = CUSTOMER_FIELDS.flatMap((field) => (positions.has(field) ? (columns[positions.get(field) ?? -1]?.heading ?? []) : []))
  const list = (joint: string): string => read.map((heading) => `“${heading}”`).join(joint)
  const why: BilingualText =
    read.length === 0
      ? { zh: '文件没有一列能说明客户是谁', en: 'no column of the file says who the customers are' }
      : {
          zh: `${list('、')}列在所有销售行里都为空，或被平台脱敏`,
          en: `${list(' and ')} ${read.length === 1 ? 'is' : 'are'} blank or hidden by the platform in every sale`,
        }
  return {
    why,
    remedy: layout?.withoutCustomer ?? {
      zh: '请导出带会员号、手机号或邮箱的订单；若已有这样的列，用 --map customerId=列名 指定。',
      en: 'Export the orders with a member number, a phone number or an e-mail address. If a column has one, name it with --map customerId=column.',
    },
  }
}
