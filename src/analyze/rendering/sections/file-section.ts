import type { BilingualText } from '#kernel/bilingual-text.ts'
import { statusWords } from '#collect/columns/status-class.ts'
import type { AnalysedFile, FileReading } from '../../analysis.ts'
import { ordersChart } from '../charts/sales-charts.ts'
import { figure, table } from '#report/figure.ts'
import { html } from '#report/html.ts'
import type { Html } from '#report/html.ts'
import type { Pen } from '#report/pen.ts'
import { figureList } from './opening.ts'

/** How the file was read; shown before any figure based on it. */
export function fileSection(file: AnalysedFile, pen: Pen): Html {
  const { reading } = file
  return html`<section id="${pen.language}-columns">
    <h2>${pen.say('文件的读法', 'How the file was read')}</h2>
    <p>${lead(file, pen)}</p>
    ${truth(file, pen)}
    <div class="cards" style="margin-top:18px">${months(file, pen)} ${meaning(reading, pen)} ${columns(reading, pen)}</div>
  </section>`
}

function lead({ reading, fileName }: AnalysedFile, pen: Pen): string {
  const { layout, encoding, sheet, headingLine, rows, firstAt, lastAt } = reading
  const how =
    layout === null
      ? pen.say('各列按列名和内容识别', 'its columns were recognised by their headings and values')
      : pen.say(`识别为“${layout.zh}”`, `recognised as “${layout.en}”`)
  const place = [
    encoding.toUpperCase(),
    ...(sheet === null ? [] : [pen.say(`工作表“${sheet}”`, `sheet “${sheet}”`)]),
    ...(headingLine > 1 ? [pen.say(`表头在第 ${headingLine} 行`, `heading in line ${headingLine}`)] : []),
  ]
  return pen.say(
    `${fileName}，${place.join('，')}，${pen.number(rows)} 行，订单时间从 ${pen.date(firstAt)} 到 ${pen.date(lastAt)}；${how}。如有误，请更正后重新运行：--map 字段=列名、--status 状态=含义、--dates、--decimals。`,
    `${fileName}, ${place.join(', ')}, ${pen.count(rows, 'row', 'rows')}, orders from ${pen.date(firstAt)} to ${pen.date(lastAt)}; ${how}. If something is wrong, correct it and run again: --map field=column, --status word=meaning, --dates, --decimals.`,
  )
}

/** The totals of the file over known and unknown customers, for the owner to check against the shop's books. */
function truth({ reading, currency }: AnalysedFile, pen: Pen): Html {
  const { orders, anonymousOrders, customers, sales, refunds, returns } = reading.truth
  const money = (amounts: Readonly<Record<string, number>>): string => sums(amounts, currency, pen) || pen.moneyIn(0, currency)
  const figures: readonly (readonly [string, string, string])[] = [
    [pen.say('销售额', 'Sales'), money(sales), pen.say('退款未扣除，测试订单不计', 'before refunds, without test orders')],
    [
      pen.say('订单', 'Orders'),
      pen.number(orders),
      anonymousOrders === 0 || anonymousOrders === orders
        ? pen.say('有销售的订单', 'with a sale')
        : pen.say(`另有 ${pen.number(anonymousOrders)} 笔没有客户`, `and ${pen.number(anonymousOrders)} without a customer`),
    ],
    [
      pen.say('客户', 'Customers'),
      customers === 0 ? '—' : pen.number(customers),
      customers === 0
        ? pen.say('文件没有客户', 'the file has no customers')
        : pen.say('有编号、手机号或邮箱', 'with an id, phone or email'),
    ],
    [
      pen.say('退款', 'Refunds'),
      money(refunds),
      pen.say(`${pen.number(returns)} 笔有退货或退款`, `of ${pen.count(returns, 'order', 'orders')}`),
    ],
    [
      pen.say('测试订单', 'Test orders'),
      pen.number(reading.truth.tests.orders),
      reading.truth.tests.orders === 0
        ? pen.say('没有发现', 'none found')
        : pen.say(`${money(reading.truth.tests.sales)}，不计入`, `${money(reading.truth.tests.sales)}, left out`),
    ],
  ]
  return figureList(figures, 'exact')
}

function months({ reading, currency }: AnalysedFile, pen: Pen): Html | null {
  const { months: all } = reading.truth
  if (all.length === 0) return null
  const best = all.reduce((most, month) => (month.orders > most.orders ? month : most))
  return figure(pen, {
    title: pen.say('每月订单', 'Orders by month'),
    reading: pen.say(
      `共 ${all.length} 个月，订单最多的是 ${pen.month(best.month)}，${pen.number(best.orders)} 笔。缺少的月份说明文件不全。`,
      `${pen.count(all.length, 'month', 'months')}; most orders in ${pen.month(best.month)}: ${pen.number(best.orders)}. A month that is missing is missing in the file.`,
    ),
    plan: ordersChart(all, pen),
    columns: [
      { name: pen.say('月份', 'Month') },
      { name: pen.say('订单', 'Orders'), numeric: true },
      { name: pen.say('销售额', 'Sales'), numeric: true },
    ],
    rows: all.map(({ month, orders, sales }) => [pen.month(month), pen.number(orders), sums(sales, currency, pen)]),
  })
}

/** Without currency signs when the file's currency is unknown. */
function sums(amounts: Readonly<Record<string, number>>, currency: string, pen: Pen): string {
  return Object.entries(amounts)
    .map(([code, amount]) => pen.moneyIn(amount, currency === '' ? '' : code))
    .join(' + ')
}

const ORDERS = {
  dmy: { zh: '日/月/年', en: 'day/month/year' },
  mdy: { zh: '月/日/年', en: 'month/day/year' },
  ymd: { zh: '年/月/日', en: 'year/month/day' },
}

/** The interpretation of status words, and other notes for the owner; null when there are none. */
function meaning(reading: FileReading, pen: Pen): Html | null {
  const { statuses } = reading
  if (statuses.length === 0) return null
  return html`<div class="card">
    <h3>${pen.say('状态与写法', 'Statuses and notation')}</h3>
    <p>${pen.say('每个状态词算作什么。', 'What each status word counts as.')}</p>
    <div class="scroll">
      ${table(
        [{ name: pen.say('状态', 'Status') }, { name: pen.say('算作', 'Counts as') }, { name: pen.say('行数', 'Rows'), numeric: true }],
        statuses.map(({ word, counts, rows }) => [
          word,
          sentence(counts === undefined ? pen.say('不认识', 'unknown') : pen.text(statusWords(counts))),
          pen.number(rows),
        ]),
      )}
    </div>
    ${list(notation(reading), pen)}
  </div>`
}

/** The interpretation chosen where the file is ambiguous. */
function notation({ notes, questions, dates, decimals }: FileReading): BilingualText[] {
  const commas = decimals.filter(({ mark }) => mark === ',').map(({ field }) => field)
  return [
    ...notes,
    ...questions.filter(({ weight }) => weight === 'notice').map(({ text }) => text),
    ...(dates?.sure === true ? [{ zh: `日期按${ORDERS[dates.order].zh}读取。`, en: `Dates are read as ${ORDERS[dates.order].en}.` }] : []),
    ...(commas.length === 0
      ? []
      : [
          {
            zh: `${commas.map(({ zh }) => `“${zh}”`).join('、')}的数字以逗号作小数点。`,
            en: `Numbers of ${commas.map(({ en }) => `“${en}”`).join(', ')} are written with a decimal comma.`,
          },
        ]),
  ]
}

const NO_STATUS = {
  zh: '文件没有订单状态：每一行都算销售，数量或金额为负的除外。',
  en: 'The file has no order status: every row counts as a sale, unless its quantity or amount is negative.',
}

function list(texts: readonly BilingualText[], pen: Pen): Html | null {
  if (texts.length === 0) return null
  return html`<ul class="plain">
    ${texts.map((text) => html`<li>${pen.text(text)}</li>`)}
  </ul>`
}

function columns(reading: FileReading, pen: Pen): Html {
  const { columns: all, unusedColumns } = reading
  return html`<div class="card whole">
    <h3>${pen.say('列', 'Columns')}</h3>
    <p>${pen.say('每一列当作什么、把握有多大、为什么。', 'How each column was interpreted, how certain that is, and why.')}</p>
    <div class="scroll">
      ${table(
        [
          { name: pen.say('列', 'Column') },
          { name: pen.say('当作', 'Taken for') },
          { name: pen.say('把握', 'Confidence'), numeric: true },
          { name: pen.say('依据', 'Why') },
        ],
        all.map(({ column, field, confidence, why }) => [
          html`<code>${column}</code>`,
          pen.text(field),
          pen.percent(confidence),
          sentence(pen.text(why)),
        ]),
      )}
    </div>
    ${
      unusedColumns.length === 0
        ? null
        : html`<p style="margin:12px 0 0">
            ${pen.say('未使用：', 'Not read: ')}${unusedColumns.map((column) => html`<code>${column}</code> `)}
          </p>`
    }
    ${reading.statuses.length === 0 ? list([NO_STATUS, ...notation(reading)], pen) : null}
  </div>`
}

/** Text alone in its cell starts with a capital. */
function sentence(text: string): Html {
  return html`<span class="sentence">${text}</span>`
}
