import type { OrdersAnalysis } from '../../analysis.ts'
import { lastMoment } from '../../as-of-time.ts'
import { barList } from '#report/charts/bar-list.ts'
import { unitsChart } from '../charts/sales-charts.ts'
import { figure } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import { revenueFigure } from './revenue-figure.ts'
import { contents, figureList, questionBox } from './opening.ts'
import { unconvertedNote } from './sales-section.ts'

/** Results from orders alone, in one sentence and five figures. */
export function shopOpening(analysis: OrdersAnalysis, pen: Pen): Html {
  const { shop, demand, asOf, fileName, noCustomers, reading } = analysis
  const { total } = demand
  const first = pen.date(reading.firstAt)
  // The headline itself says that there are no customers.
  const questions = reading.questions.filter(({ code }) => code !== 'no-customer')
  return html`${questionBox({ ...analysis, reading: { ...reading, questions } }, pen)}
    <h1>
      ${pen.say(
        `${pen.number(shop.orders)} 笔订单，共 ${pen.shortMoney(shop.revenue)}；文件没有客户，因此看不到谁会流失。`,
        `${pen.count(shop.orders, 'order', 'orders')} worth ${pen.shortMoney(shop.revenue)}; the file has no customers, so churn can't be predicted.`,
      )}
    </h1>
    <p class="lead">
      ${pen.say(
        `依据 ${fileName}，从 ${first} 到 ${pen.date(lastMoment(asOf))}。${noCustomers.why.zh}。${noCustomers.remedy.zh}`,
        `From ${fileName}, ${first} to ${pen.date(lastMoment(asOf))}: ${noCustomers.why.en}. ${noCustomers.remedy.en}`,
      )}
    </p>
    ${figureList([
      [pen.say('销售额', 'Revenue'), pen.shortMoney(shop.revenue), pen.say('退款未扣除', 'before refunds')],
      [
        pen.say('订单', 'Orders'),
        pen.number(shop.orders),
        pen.say(
          `客单价 ${pen.money(shop.revenue / Math.max(1, shop.orders))}`,
          `${pen.money(shop.revenue / Math.max(1, shop.orders))} each`,
        ),
      ],
      [
        pen.say('销量', 'Units'),
        pen.number(shop.units),
        pen.say(`${pen.number(shop.products.length)} 种商品`, `of ${pen.count(shop.products.length, 'product', 'products')}`),
      ],
      [
        pen.say('退款', 'Refunds'),
        pen.shortMoney(shop.returned),
        pen.say(`${pen.number(shop.returns)} 笔`, `of ${pen.count(shop.returns, 'order', 'orders')}`),
      ],
      [
        pen.say('未来 30 天需求', 'Demand in 30 days'),
        total === null ? '—' : pen.number(total.units),
        total === null
          ? pen.say('还不能预测', 'not possible yet')
          : pen.say(
              `件，八成可能在 ${pen.number(total.low)} 到 ${pen.number(total.high)}`,
              `units; 80 % between ${pen.number(total.low)} and ${pen.number(total.high)}`,
            ),
      ],
    ])}
    ${contents(
      [
        ['columns', pen.say('文件的读法', 'How the file was read')],
        ['sales', pen.say('销售', 'Sales')],
        ['demand', pen.say('需求', 'Demand')],
        ['customers', pen.say('客户', 'Customers')],
        ['reading', pen.say('读取情况', 'What was read')],
      ],
      pen,
    )}`
}

/** Months and products. */
export function shopSection({ shop }: OrdersAnalysis, pen: Pen): Html {
  const { months, products, returned, revenue } = shop
  const shown = products.slice(0, 10)
  const share = shown.reduce((sum, product) => sum + product.revenue, 0) / Math.max(revenue, Number.MIN_VALUE)
  return html`<section id="${pen.language}-sales">
    <h2>${pen.say('销售', 'Sales')}</h2>
    <p>
      ${pen.say(
        `退款 ${pen.money(returned)}，占销售额的 ${pen.percent(returned / Math.max(revenue, Number.MIN_VALUE), 1)}。`,
        `${pen.money(returned)} was given back, ${pen.percent(returned / Math.max(revenue, Number.MIN_VALUE), 1)} of the revenue.`,
      )}
    </p>
    ${unconvertedNote(shop.unconverted, pen)}
    <div class="cards">
      ${revenueFigure(months, pen)}
      ${
        shown.length === 0
          ? html`<div class="card">
              <h3>${pen.say('商品', 'Products')}</h3>
              <p>${pen.say('文件没有商品编号或名称。', 'The file names no products.')}</p>
            </div>`
          : figure(pen, {
              title: pen.say('畅销商品', 'Best sellers'),
              reading: pen.say(
                `前 ${shown.length} 种商品占销售额的 ${pen.percent(share)}；全部商品见 products.csv。`,
                `The first ${shown.length} are ${pen.percent(share)} of the revenue; products.csv has all of them.`,
              ),
              plan: barList(
                pen.say('按销售额', 'By revenue'),
                shown.map(({ id, name, revenue: worth }) => ({ name: name || id, value: worth, text: pen.shortMoney(worth) })),
              ),
              columns: [
                { name: pen.say('商品', 'Product') },
                { name: pen.say('销售额', 'Revenue'), numeric: true },
                { name: pen.say('销量', 'Units'), numeric: true },
                { name: pen.say('订单', 'Orders'), numeric: true },
                { name: pen.say('退款', 'Refunds'), numeric: true },
              ],
              rows: products
                .slice(0, 50)
                .map(({ id, name, revenue: worth, units, orders, returned: back }) => [
                  name || id,
                  pen.money(worth),
                  pen.number(units),
                  pen.number(orders),
                  pen.money(back),
                ]),
            })
      }
    </div>
  </section>`
}

/** The demand forecast, as far as the history allows. */
export function demandSection({ shop, demand }: OrdersAnalysis, pen: Pen): Html {
  const { total, note, accuracy } = demand
  const product = accuracy.find(({ level }) => level === 'product')
  return html`<section id="${pen.language}-demand">
    <h2>${pen.say('需求', 'Demand')}</h2>
    <p>
      ${
        total === null
          ? ''
          : pen.say(
              `未来 30 天预计卖出 ${pen.number(total.units)} 件（此前 30 天 ${pen.number(total.last)} 件），八成可能在 ${pen.number(total.low)} 到 ${pen.number(total.high)} 件之间。`,
              `${pen.number(total.units)} units in the coming 30 days (${pen.number(total.last)} in the 30 days before), with 80 % between ${pen.number(total.low)} and ${pen.number(total.high)}.`,
            )
      }
      ${note === null ? '' : pen.text(note)}
      ${
        product === undefined || product.wape === null
          ? ''
          : pen.say(
              `在最近几个月上检验，单品的准确率为 ${pen.percent(1 - product.wape)}。`,
              `Tested on the latest months, accuracy was ${pen.percent(1 - product.wape)} by product.`,
            )
      }
    </p>
    <div class="cards">
      ${figure(pen, {
        title: pen.say('每月销量', 'Units by month'),
        reading: pen.say('按件数，退货未扣除。', 'Units sold, before returns.'),
        plan: unitsChart(shop.months, pen),
        columns: [{ name: pen.say('月份', 'Month') }, { name: pen.say('销量', 'Units'), numeric: true }],
        rows: shop.months.map(({ month, units }) => [pen.month(month), pen.number(units)]),
      })}
    </div>
  </section>`
}

/** The sections that stay empty, and what would fill them. */
export function nobodySection({ noCustomers }: OrdersAnalysis, pen: Pen): Html {
  return html`<section id="${pen.language}-customers">
    <h2>${pen.say('客户', 'Customers')}</h2>
    <p>
      ${pen.say(
        `分层、复购、流失风险、名单和建议策略都需要知道谁买过什么；${noCustomers.why.zh}，所以这些部分是空的。`,
        `Tiers, repeat purchases, churn risk, the list and strategies need to know who bought; ${noCustomers.why.en}, so these parts are empty.`,
      )}
    </p>
    <div class="note">
      <strong>${pen.say('怎样补上客户', 'What would fill them')}</strong><br />
      ${pen.text(noCustomers.remedy)}
    </div>
  </section>`
}
