import { consentOf } from './consent-words.ts'
import type { AmountUnit } from './amount-unit.ts'
import type { FileQuestion } from './file-question.ts'
import type { FileSurvey } from './file-survey.ts'
import type { TableStart } from './interpret-table.ts'
import { foldRole, type LineRole } from './line-roles.ts'

type LineRoles = ReadonlyMap<string, LineRole>
type Positions = ReadonlyMap<string, number>

/** Amounts in another unit are converted to the currency's own, and this is reported. */
export function unitsSaid(units: ReadonlyMap<string, AmountUnit>, positions: Positions, columns: readonly string[]): FileQuestion[] {
  const [first] = units
  if (first === undefined) return []
  const [field, { word, power }] = first
  const headings = [...units.keys()].map((name) => columns[positions.get(name) ?? -1] ?? name)
  const zh = headings.map((heading) => `“${heading}”`).join('、')
  const en = headings.map((heading) => `"${heading}"`).join(', ')
  const factor = 10 ** Math.abs(power)
  return [
    {
      code: 'amount-unit',
      weight: 'notice',
      field,
      columns: headings,
      text: {
        zh: `${zh}的单位是${word}，已${power > 0 ? '乘以' : '除以'} ${factor.toLocaleString('en-US')} 换算。`,
        en: `${en} ${headings.length === 1 ? 'is' : 'are'} in units of ${word}: each amount is ${power > 0 ? 'multiplied' : 'divided'} by ${factor.toLocaleString('en-US')}.`,
      },
    },
  ]
}

/** Money that moves without a sale: top-ups, withdrawals, transfers. */
const NO_SALE = /充值|储值|提现|赎回|分红|转账|转入|转出|开卡|押金|冲正|撤销|手续费|结算|top.?up|withdrawal|transfer|payout|deposit/i
/** Figures per customer: the last order and the total. */
const OF_CUSTOMER = /^(?:累计|历史|总消费|生命周期)|^(?:lifetime|cumulative|monetary)/i
const LAST = /^(?:最近|最后|最近一次|上次|末次|首次|第一次)|^(?:last|latest|first|recency)/i
/** Figures per day. */
const OF_DAY =
  /访客数|浏览量|买家数|客户数|转化率|客单价|订单数|订单量|成交单数|visitors|page.?views|conversion|orders count|number of orders/i

/** Rows that may not be orders: top-ups among purchases, totals per customer or per day, orders flagged as void. */
export function rowsOfAnotherKind(start: TableStart, positions: Positions, survey: FileSurvey, roles: LineRoles): FileQuestion[] {
  return [...topUps(start, positions, survey, roles), ...sums(start, positions), ...voidFlags(start, positions)]
}

function topUps({ columns }: TableStart, positions: Positions, survey: FileSurvey, roles: LineRoles): FileQuestion[] {
  const place = positions.get('lineType')
  const words = [...survey.words('lineType')]
    .filter(([word]) => NO_SALE.test(word) && !roles.has(foldRole(word)))
    .map(([word, rows]) => ({ word, rows }))
  if (place === undefined || words.length === 0) return []
  const heading = columns[place] ?? ''
  const rows = words.reduce((sum, one) => sum + one.rows, 0)
  return [
    {
      code: 'rows-no-sale',
      weight: 'blocking',
      field: 'lineType',
      columns: [heading],
      words,
      text: {
        zh: `“${heading}”中有 ${rows} 行是${words.map(({ word }) => word).join('、')}，不像是销售，现在会算进销售额。请先从文件中去掉这些行；确实是销售就直接确认。`,
        en: `${rows} ${rows === 1 ? 'row' : 'rows'} in "${heading}" ${rows === 1 ? 'is' : 'are'} ${words.map(({ word }) => word).join(', ')}, which does not look like a sale and would count as one. Remove those rows from the file, or confirm that they are sales.`,
      },
    },
  ]
}

function sums({ columns }: TableStart, positions: Positions): FileQuestion[] {
  if (positions.has('orderId')) return []
  const [day, amount] = [
    ['orderedAt', 'paidAt'],
    ['amount', 'paidAmount', 'orderTotal'],
  ].map((fields) => headingOf(columns, positions, fields))
  const ofCustomers = LAST.test(day ?? '') || OF_CUSTOMER.test(amount ?? '')
  const figures = columns.filter((heading) => OF_DAY.test(heading))
  if (!ofCustomers && figures.length < 2) return []
  const named = ofCustomers ? [day, amount].flatMap((heading) => heading ?? []) : figures
  return [
    {
      code: 'rows-are-sums',
      weight: 'blocking',
      field: 'orderedAt',
      columns: named,
      text: ofCustomers
        ? {
            zh: `每一行像是一位客户的汇总（${named.join('、')}），不是一笔订单。按订单导入会把多次购买算成一次。请导出订单明细；确实是订单就直接确认。`,
            en: `Each row looks like the total of a customer (${named.join(', ')}), not an order, so several purchases would count as one. Export the orders themselves, or confirm that these are orders.`,
          }
        : {
            zh: `每一行像是一天或一个时段的汇总（${named.join('、')}），不是一笔订单。请导出订单明细；确实是订单就直接确认。`,
            en: `Each row looks like the total of a day or period (${named.join(', ')}), not an order. Export the orders themselves, or confirm that these are orders.`,
          },
    },
  ]
}

const VOID = /^(?:是否)?已?(?:作废|取消|关闭|删除|撤销)(?:标[志记识])?$/
const YES = new Set(['是', 'y', 'yes', '1', 'true', '√'])
const NO = new Set(['否', 'n', 'no', '0', 'false', ''])

function voidFlags({ columns, sample }: TableStart, positions: Positions): FileQuestion[] {
  const used = new Set(positions.values())
  return columns.flatMap((heading, at): FileQuestion[] => {
    if (used.has(at) || !VOID.test(heading.normalize('NFKC').trim())) return []
    const cells = sample.map((row) => (row[at] ?? '').trim().toLowerCase())
    const rows = cells.filter((cell) => YES.has(cell)).length
    if (rows === 0 || !cells.every((cell) => YES.has(cell) || NO.has(cell))) return []
    return [
      {
        code: 'void-rows',
        weight: 'blocking',
        field: 'status',
        columns: [heading],
        text: {
          zh: `“${heading}”没有读取，其中有 ${rows} 行为“是”，现在会算作销售。请先去掉这些行；确实是销售就直接确认。`,
          en: `"${heading}" is not read, and ${rows === 1 ? 'one of its rows says' : `${rows} of its rows say`} yes: they would count as sales. Remove those rows from the file, or confirm that they are sales.`,
        },
      },
    ]
  })
}

/** A sheet per month: one sheet alone is not the full sales. */
export function sheetsAlike({ alikeSheets = [] }: TableStart): FileQuestion[] {
  if (alikeSheets.length === 0) return []
  return [
    {
      code: 'sheets-alike',
      weight: 'blocking',
      text: {
        zh: `工作表${alikeSheets.map((name) => `“${name}”`).join('、')}的表头与读取的这张相同，但没有读取。请合并成一张表，或选定工作表逐张导入；只要这一张就直接确认。`,
        en: `${alikeSheets.map((name) => `"${name}"`).join(', ')} ${alikeSheets.length === 1 ? 'has' : 'have'} the same headings as the sheet that is read, and ${alikeSheets.length === 1 ? 'is' : 'are'} left out. Put them on one sheet, or choose each sheet and import it; confirm if this one is all you want.`,
      },
    },
  ]
}

const LEFT = /退订|拒收|免打扰|黑名单|unsubscribe|opt.?out|do.?not.?(?:contact|call|mail)/i
const CONSENT = /订阅|营销|接受|接收|同意|愿意|授权|许可|consent|opt.?in|subscri/i

/** Consent columns that are not read: customers who withdrew consent there would keep it. */
export function consentsUnread({ columns, sample }: TableStart, positions: Positions): FileQuestion[] {
  const used = new Set(positions.values())
  const says = (at: number): boolean => {
    const words = new Set(sample.map((row) => (row[at] ?? '').trim()).filter((word) => word !== ''))
    return words.size > 0 && words.size <= 20 && [...words].some((word) => consentOf(word) !== 'unclear')
  }
  const unread = columns.filter((heading, at) => !used.has(at) && (LEFT.test(heading) || (CONSENT.test(heading) && says(at))))
  if (unread.length === 0) return []
  const zh = unread.map((heading) => `“${heading}”`).join('、')
  const en = unread.map((heading) => `"${heading}"`).join(', ')
  return [
    {
      code: 'consent-unread',
      weight: 'question',
      field: 'marketingConsent',
      columns: unread,
      text: {
        zh: `${zh}像是营销同意或退订，没有读取：这些客户的同意不会因此改变。要读取，请把${unread.length === 1 ? '它' : '其中一列'}指定为“同意营销”，或它所说渠道的同意：不是明确的“是”都算不同意。`,
        en: `${en} ${unread.length === 1 ? 'speaks' : 'speak'} of consent and ${unread.length === 1 ? 'is' : 'are'} not read: the consent of these customers stays as it is. To read one, map it to “Marketing consent”, or to the consent of its one channel: whatever is no clear yes is a no.`,
      },
    },
  ]
}

function headingOf(columns: readonly string[], positions: Positions, fields: readonly string[]): string | undefined {
  const place = fields.flatMap((field) => positions.get(field) ?? [])[0]
  return place === undefined ? undefined : columns[place]
}

/** Rows that are not goods, by the words of the type column. */
export function linesLeftOut(roles: LineRoles, positions: Positions, columns: readonly string[]): FileQuestion[] {
  if (roles.size === 0) return []
  const heading = columns[positions.get('lineType') ?? -1] ?? ''
  const of = (role: string): string[] => [...roles].flatMap(([word, is]) => (is === role ? [word] : []))
  const [other, discounts] = [of('other'), of('discount')]
  const [zh, en]: [string[], string[]] = [[], []]
  if (other.length > 0) {
    zh.push(`“${heading}”为 ${other.join('、')} 的行不是商品，不计入销售额。`)
    en.push(`Rows whose "${heading}" is ${other.join(', ')} are no goods and count in no sales.`)
  }
  if (discounts.length > 0) {
    zh.push(`为 ${discounts.join('、')} 的行从所属订单的商品中扣除。`)
    en.push(`Rows of ${discounts.join(', ')} are taken off the goods of their order.`)
  }
  return [{ code: 'lines-no-goods', weight: 'notice', field: 'lineType', columns: [heading], text: { zh: zh.join(''), en: en.join(' ') } }]
}
