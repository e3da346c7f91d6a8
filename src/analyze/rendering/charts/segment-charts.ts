import type { ClassSummary, RfmCell, TierSummary } from '../../analysis.ts'
import { CLASS_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'
import { barList } from '#report/charts/bar-list.ts'
import { INK } from '#report/charts/chart-style.ts'
import type { ChartPlan } from '#report/charts/draw-chart.ts'
import { heatGrid } from './heat-grid.ts'

/** Share of customers in each tier, with the planned share as a tick. */
export function tiersChart(tiers: readonly TierSummary[], pen: Pen): ChartPlan {
  const total = tiers.reduce((sum, each) => sum + each.customers, 0)
  return barList(
    pen.say('各生命周期分层的客户占比与目标', 'Share of customers by lifecycle tier, and the target'),
    tiers.map(({ tier, customers, target }) => {
      const share = total === 0 ? 0 : customers / total
      return { name: pen.text(TIER_NAMES[tier]), value: share, target, text: `${pen.percent(share)} · ${pen.number(customers)}` }
    }),
  )
}

/** Share of the year's money by value class. */
export function classesChart(classes: readonly ClassSummary[], pen: Pen): ChartPlan {
  const total = classes.reduce((sum, each) => sum + each.monetary, 0)
  const customers = classes.reduce((sum, each) => sum + each.customers, 0)
  return barList(
    pen.say('各价值分类的消费占比与客户占比', 'Share of money by value class, and the share of customers'),
    classes.map((each) => {
      const share = total === 0 ? 0 : each.monetary / total
      return {
        name: pen.text(CLASS_NAMES[each.valueClass]),
        value: share,
        target: customers === 0 ? 0 : each.customers / customers,
        text: `${pen.percent(share)} · ${pen.shortMoney(each.monetary)}`,
      }
    }),
    186,
  )
}

/** Money at risk by lifecycle tier. */
export function tierValueChart(tiers: readonly TierSummary[], pen: Pen): ChartPlan {
  return barList(
    pen.say('各生命周期分层的风险金额', 'Value at risk by lifecycle tier'),
    tiers
      .toSorted((a, b) => b.valueAtRisk - a.valueAtRisk)
      .map(({ tier, valueAtRisk }) => ({
        name: pen.text(TIER_NAMES[tier]),
        value: valueAtRisk,
        text: pen.shortMoney(valueAtRisk),
        colour: INK.medium,
      })),
    240,
  )
}

/** Customers by recency score (rows, best on top) and frequency score (columns). */
export function rfmChart(cells: readonly RfmCell[], pen: Pen): ChartPlan {
  const most = Math.max(...cells.map((cell) => cell.customers), 1)
  return heatGrid({
    label: pen.say('RFM 热力图：按最近一次与频次得分的客户数', 'RFM heat map: customers by recency and frequency score'),
    columns: ['1', '2', '3', '4', '5'],
    rows: ['5', '4', '3', '2', '1'],
    cells: cells.map((cell) => ({ column: cell.f - 1, row: 5 - cell.r, heat: cell.customers / most, text: pen.number(cell.customers) })),
    columnTitle: pen.say('频次得分 F（5 最高）', 'Frequency score (5 = most often)'),
    rowTitle: 'R',
    rowHeight: 40,
    left: 30,
  })
}
