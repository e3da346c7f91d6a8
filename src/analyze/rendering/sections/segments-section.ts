import type { Analysis } from '../../analysis.ts'
import { classesChart, rfmChart, tierValueChart, tiersChart } from '../charts/segment-charts.ts'
import { figure } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import { CLASS_NAMES, TIER_NAMES } from '../labels.ts'
import type { Pen } from '#report/pen.ts'

/** Lifecycle tiers, value classes and the RFM map. */
export function segmentsSection({ tiers, tierRules, classes, classRules, rfm, horizonDays, churn }: Analysis, pen: Pen): Html {
  const total = Math.max(
    1,
    tiers.reduce((sum, each) => sum + each.customers, 0),
  )
  const farthest = tiers.toSorted((a, b) => Math.abs(b.customers / total - b.target) - Math.abs(a.customers / total - a.target))[0]
  const classTotal = Math.max(
    1,
    classes.reduce((sum, each) => sum + each.customers, 0),
  )
  const spent = Math.max(
    Number.MIN_VALUE,
    classes.reduce((sum, each) => sum + each.monetary, 0),
  )
  const high = classes.find((each) => each.valueClass === 'high_value')
  const top = tiers.toSorted((a, b) => b.valueAtRisk - a.valueAtRisk)[0]
  const loyal = rfm.filter((cell) => cell.r >= 4 && cell.f >= 4).reduce((sum, cell) => sum + cell.customers, 0)
  return html`<section id="${pen.language}-segments">
    <h2>${pen.say('客户分层', 'Tiers and value')}</h2>
    <p>
      ${pen.say('每位客户属于且只属于一个生命周期分层，并按 RFM 得分归入一个价值分类。', 'Each customer is in exactly one lifecycle tier, and in one value class by RFM scores.')}
    </p>
    <div class="cards">
      ${figure(pen, {
        title: pen.say('生命周期分层与目标', 'Lifecycle tiers against target'),
        reading:
          farthest === undefined
            ? ''
            : pen.say(
                `偏离目标最多的是“${TIER_NAMES[farthest.tier].zh}”：${pen.percent(farthest.customers / total)}，目标 ${pen.percent(farthest.target)}。`,
                `Farthest from its target: ${TIER_NAMES[farthest.tier].en}, ${pen.percent(farthest.customers / total)} vs. ${pen.percent(farthest.target)}.`,
              ),
        plan: tiersChart(tiers, pen),
        key: [{ name: pen.say('目标占比', 'Target share'), mark: 'tick' }],
        columns: [
          { name: pen.say('分层', 'Tier') },
          { name: pen.say('客户', 'Customers'), numeric: true },
          { name: pen.say('规则', 'Rule') },
        ],
        rows: tiers.map((each) => [pen.text(TIER_NAMES[each.tier]), pen.number(each.customers), pen.text(tierRules[each.tier])]),
      })}
      ${figure(pen, {
        title: pen.say('价值分类与消费占比', 'Share of money by value class'),
        reading:
          high === undefined
            ? ''
            : pen.say(
                `高价值客户占 ${pen.percent(high.customers / classTotal)}，贡献近一年消费的 ${pen.percent(high.monetary / spent)}。`,
                `High-value customers are ${pen.percent(high.customers / classTotal)} of buyers and ${pen.percent(high.monetary / spent)} of the year’s money.`,
              ),
        plan: classesChart(classes, pen),
        key: [{ name: pen.say('客户占比', 'Share of customers'), mark: 'tick' }],
        columns: [
          { name: pen.say('分类', 'Class') },
          { name: pen.say('客户', 'Customers'), numeric: true },
          { name: pen.say('近一年消费', 'Money in a year'), numeric: true },
          { name: pen.say('规则', 'Rule') },
        ],
        rows: classes.map((each) => [
          pen.text(CLASS_NAMES[each.valueClass]),
          pen.number(each.customers),
          pen.money(each.monetary),
          pen.text(classRules[each.valueClass]),
        ]),
      })}
      ${figure(pen, {
        title: pen.say('RFM 热力图', 'RFM heat map'),
        reading: pen.say(
          `行为最近一次得分 R（5 为最近），列为频次得分 F；右上角（R、F 均不低于 4）有 ${pen.number(loyal)} 位客户。`,
          `Rows are recency (R, 5 = most recent), columns frequency; ${pen.count(loyal, 'customer scores', 'customers score')} 4 or more in both.`,
        ),
        plan: rfmChart(rfm, pen),
        columns: [
          { name: 'R' },
          { name: 'F' },
          { name: pen.say('客户', 'Customers'), numeric: true },
          { name: pen.say('人均年消费', 'Money each'), numeric: true },
        ],
        rows: rfm
          .filter((cell) => cell.customers > 0)
          .map((cell) => [cell.r, cell.f, pen.number(cell.customers), pen.money(cell.monetary / cell.customers)]),
      })}
      ${
        churn.atRiskFrom === null
          ? null
          : figure(pen, {
              title: pen.say('各分层的风险金额', 'Value at risk by tier'),
              reading:
                top === undefined || top.valueAtRisk === 0
                  ? pen.say('没有可计算的风险金额。', 'No money is at risk.')
                  : pen.say(
                      `未来 ${horizonDays} 天，“${TIER_NAMES[top.tier].zh}”的风险金额最高，为 ${pen.shortMoney(top.valueAtRisk)}。`,
                      `Over the next ${horizonDays} days, the tier with the most revenue at risk is ${TIER_NAMES[top.tier].en}: ${pen.shortMoney(top.valueAtRisk)}.`,
                    ),
              plan: tierValueChart(tiers, pen),
              columns: [{ name: pen.say('分层', 'Tier') }, { name: pen.say('风险金额', 'Value at risk'), numeric: true }],
              rows: tiers.map((each) => [pen.text(TIER_NAMES[each.tier]), pen.money(each.valueAtRisk)]),
            })
      }
    </div>
  </section>`
}
