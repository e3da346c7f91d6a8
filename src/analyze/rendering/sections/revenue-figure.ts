import type { MonthSales } from '../../analysis.ts'
import { revenueChart } from '../charts/sales-charts.ts'
import { figure } from '#report/figure.ts'
import type { Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'

type Month = Pick<MonthSales, 'month' | 'revenue' | 'orders' | 'partial'> & { readonly returned?: number }

/** Revenue by month as a chart with its table, with a column of refunds if available. */
export function revenueFigure(months: readonly Month[], pen: Pen): Html {
  const best = months.filter(({ partial }) => !partial).toSorted((a, b) => b.revenue - a.revenue)[0]
  const refunds = months.some(({ returned }) => returned !== undefined)
  return figure(pen, {
    title: pen.say('每月销售额', 'Revenue by month'),
    reading:
      best === undefined
        ? pen.say('文件不足一个完整的月份。', 'The file covers no whole month.')
        : pen.say(
            `最高的完整月份是 ${pen.month(best.month)}，${pen.shortMoney(best.revenue)}。`,
            `The best whole month was ${pen.month(best.month)} with ${pen.shortMoney(best.revenue)}.`,
          ),
    plan: revenueChart(months, pen),
    ...(months.some(({ partial }) => partial)
      ? { key: [{ name: pen.say('不完整的月份', 'Incomplete month'), colour: 'accentSoft' as const }] }
      : {}),
    columns: [
      { name: pen.say('月份', 'Month') },
      { name: pen.say('销售额', 'Revenue'), numeric: true },
      { name: pen.say('订单', 'Orders'), numeric: true },
      ...(refunds ? [{ name: pen.say('退款', 'Refunds'), numeric: true }] : []),
    ],
    rows: months.map(({ month, revenue, orders, returned }) => [
      pen.month(month),
      pen.money(revenue),
      pen.number(orders),
      ...(refunds ? [pen.money(returned ?? 0)] : []),
    ]),
  })
}
