import type { Cohort, MonthSales } from '../../analysis.ts'
import type { Pen } from '#report/pen.ts'
import { INK, LABEL, nameAxis, valueAxis } from '#report/charts/chart-style.ts'
import type { ChartSize } from '#report/charts/chart-style.ts'
import type { ChartPlan } from '#report/charts/draw-chart.ts'
import { heatGrid } from './heat-grid.ts'

/** Revenue by month; months covered only in part are pale. */
export function revenueChart(months: readonly Pick<MonthSales, 'month' | 'revenue' | 'partial'>[], pen: Pen): ChartPlan {
  return {
    label: pen.say('每月销售额', 'Revenue by month'),
    height: 250,
    option: (size) => ({
      grid: { left: 62, right: 20, top: 14, bottom: 28, outerBoundsMode: 'none' },
      xAxis: monthAxis(months, size, pen),
      yAxis: valueAxis(pen.shortMoney),
      series: [
        {
          type: 'bar',
          silent: true,
          clip: false,
          barMaxWidth: 34,
          data: months.map((month) => ({
            value: month.revenue,
            itemStyle: { color: month.partial ? INK.accentSoft : INK.accent, borderRadius: [3, 3, 0, 0] },
          })),
        },
      ],
    }),
  }
}

/** Orders by month, for a file without customers. */
export function ordersChart(months: readonly { readonly month: string; readonly orders: number }[], pen: Pen): ChartPlan {
  return countChart(
    pen.say('每月订单', 'Orders by month'),
    months.map(({ month, orders }) => ({ month, count: orders })),
    pen,
  )
}

/** Pieces sold by month. */
export function unitsChart(months: readonly { readonly month: string; readonly units: number }[], pen: Pen): ChartPlan {
  return countChart(
    pen.say('每月销量', 'Units by month'),
    months.map(({ month, units }) => ({ month, count: units })),
    pen,
  )
}

function countChart(label: string, months: readonly { readonly month: string; readonly count: number }[], pen: Pen): ChartPlan {
  return {
    label,
    height: 250,
    option: (size) => ({
      grid: { left: 62, right: 20, top: 14, bottom: 28, outerBoundsMode: 'none' },
      xAxis: monthAxis(months, size, pen),
      yAxis: valueAxis(pen.shortNumber, { minInterval: 1 }),
      series: [
        {
          type: 'bar',
          silent: true,
          clip: false,
          barMaxWidth: 34,
          data: months.map(({ count }) => ({ value: count, itemStyle: { color: INK.accent, borderRadius: [3, 3, 0, 0] } })),
        },
      ],
    }),
  }
}

/** Customers who bought in each month: returning below, first-time above. */
export function buyersChart(months: readonly MonthSales[], pen: Pen): ChartPlan {
  return {
    label: pen.say('每月下单客户', 'Customers who ordered, by month'),
    height: 250,
    option: (size) => ({
      grid: { left: 62, right: 20, top: 14, bottom: 28, outerBoundsMode: 'none' },
      xAxis: monthAxis(months, size, pen),
      yAxis: valueAxis(pen.shortNumber, { minInterval: 1 }),
      series: [
        stack(
          months.map((month) => month.buyers - month.newBuyers),
          INK.accent,
          0,
        ),
        stack(
          months.map((month) => month.newBuyers),
          INK.greySoft,
          3,
        ),
      ],
    }),
  }
}

/** Maximum months to stay readable; the table under the chart has all of them. */
const MOST_MONTHS = 18

/** Share of each month's new customers who ordered again in the months after. */
export function cohortChart(all: readonly Cohort[], pen: Pen): ChartPlan {
  const cohorts = all.slice(-MOST_MONTHS).map((cohort) => ({ ...cohort, active: cohort.active.slice(0, MOST_MONTHS + 1) }))
  const length = Math.max(...cohorts.map((cohort) => cohort.active.length), 1) - 1
  const shares = cohorts.flatMap(({ active, size }) => active.slice(1).map((count) => count / size))
  const most = Math.max(...shares, 0.01)
  return heatGrid({
    label: pen.say('各月新客在之后每月的复购比例', 'Share of each month’s new customers who ordered again, by months since'),
    columns: Array.from({ length }, (_, i) => String(i + 1)),
    rows: cohorts.map(({ month, size }) => `${pen.month(month)} · ${pen.number(size)}`),
    cells: cohorts.flatMap(({ active, size }, row) =>
      active.slice(1).map((count, i) => ({ column: i, row, heat: count / size / most, text: pen.percent(count / size) })),
    ),
    columnTitle: pen.say('首单后第几个月', 'Months since the first order'),
    rowTitle: pen.say('首单月份 · 人数', 'First order · size'),
    rowHeight: 28,
    full: true,
    left: pen.language === 'zh' ? 128 : 112,
    narrowColumns: 6,
  })
}

function stack(data: readonly number[], color: string, radius: number): Record<string, unknown> {
  return {
    type: 'bar',
    stack: 'buyers',
    silent: true,
    clip: false,
    barMaxWidth: 34,
    data,
    itemStyle: { color, borderRadius: [radius, radius, 0, 0] },
  }
}

/** Only every n-th month is labelled, so that labels never touch. */
function monthAxis(months: readonly { readonly month: string }[], size: ChartSize, pen: Pen): Record<string, unknown> {
  const room = (size.width - 70) / Math.max(months.length, 1)
  const step = Math.max(1, Math.ceil((pen.language === 'zh' ? 70 : 48) / room))
  return nameAxis(
    months.map(({ month }) => pen.month(month)),
    { axisLabel: { ...LABEL, fontSize: 11, interval: (i: number) => (months.length - 1 - i) % step === 0 } },
  )
}
