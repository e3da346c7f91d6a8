import type { Analysis } from '../../analysis.ts'
import { buyersChart, cohortChart } from '../charts/sales-charts.ts'
import { figure } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import { revenueFigure } from './revenue-figure.ts'

/** Customers and money over time. */
export function salesSection({ sales }: Analysis, pen: Pen): Html {
  const { months, cohorts, orders, revenue, buyers, repeatBuyers } = sales
  return html`<section id="${pen.language}-sales">
    <h2>${pen.say('客户与销售', 'Customers and money')}</h2>
    <p>
      ${pen.say(
        `${pen.number(buyers)} 位客户下了 ${pen.number(orders)} 单，共消费 ${pen.money(revenue)}，客单价 ${pen.money(revenue / Math.max(orders, 1))}；${pen.percent(repeatBuyers / Math.max(buyers, 1))} 的客户买过两次以上。`,
        `${pen.count(buyers, 'customer', 'customers')} placed ${pen.count(orders, 'order', 'orders')} worth ${pen.money(revenue)}, ${pen.money(revenue / Math.max(orders, 1))} each on average; ${pen.percent(repeatBuyers / Math.max(buyers, 1))} came back at least once.`,
      )}
    </p>
    ${unconvertedNote(sales.unconverted, pen)}
    <div class="cards">
      ${revenueFigure(months, pen)}
      ${figure(pen, {
        title: pen.say('每月下单客户', 'Customers who ordered'),
        reading: pen.say('老客户在下，首次下单的客户在上。', 'Returning customers below, first orders above.'),
        plan: buyersChart(months, pen),
        key: [
          { name: pen.say('老客户', 'Returning'), colour: 'accent' },
          { name: pen.say('首次下单', 'First order'), colour: 'greySoft' },
        ],
        columns: [
          { name: pen.say('月份', 'Month') },
          { name: pen.say('下单客户', 'Customers'), numeric: true },
          { name: pen.say('首次下单', 'First order'), numeric: true },
        ],
        rows: months.map((each) => [pen.month(each.month), pen.number(each.buyers), pen.number(each.newBuyers)]),
      })}
      ${
        cohorts.some((cohort) => cohort.active.length > 1)
          ? figure(pen, {
              title: pen.say('新客的复购', 'How many new customers come back'),
              reading: pen.say(
                '每行是同一月首次下单的客户，格中为他们在之后第几个月再次下单的比例。文件开头的月份含有更早的老客户。',
                'Each row is the customers of one month; cells give the share who ordered again after that many months. The first rows of a file hold older customers too.',
              ),
              plan: cohortChart(cohorts, pen),
              columns: [
                { name: pen.say('首单月份', 'First order') },
                { name: pen.say('客户', 'Customers'), numeric: true },
                { name: pen.say('之后各月再次下单', 'Ordered again in the months after') },
              ],
              rows: cohorts.map((each) => [
                pen.month(each.month),
                pen.number(each.size),
                each.active
                  .slice(1)
                  .map((n) => pen.number(n))
                  .join(' · '),
              ]),
            })
          : null
      }
    </div>
  </section>`
}

/** Sales that the amounts of this report do not include. */
export function unconvertedNote(unconverted: Analysis['sales']['unconverted'], pen: Pen): Html | null {
  if (unconverted.length === 0) return null
  const list = unconverted
    .map(({ currency, amount, lines }) =>
      pen.say(
        `${pen.number(amount, 2)} ${currency}（${pen.number(lines)} 行）`,
        `${pen.number(amount, 2)} ${currency} (${pen.count(lines, 'line', 'lines')})`,
      ),
    )
    .join(pen.say('、', ', '))
  return html`<p class="unconverted">
    ${pen.say(`另有 ${list} 未折算，不计入本报告的任何金额，在 RFM、流失预测和风险金额中按 0 计。要合并，请在系统中录入汇率。`, `Another ${list} is not converted: it is in no amount of this report and counts as 0 in RFM, the churn prediction and the revenue at risk. To combine currencies, enter exchange rates in the product.`)}
  </p>`
}
