import type { BilingualText } from '#kernel/bilingual-text.ts'
import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ImportField, type ImportKind } from '../import/import-fields.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { FileQuestion } from './file-question.ts'
import { fitOf } from './field-fit.ts'
import { matchHeading } from './heading-match.ts'
import type { ColumnReading } from './interpretation.ts'
import { guessedMeasures, wideMeasures } from './wide-measures.ts'

/** A column is matched from this confidence up; below `SURE` the match is reported. */
export const TAKEN = 0.5
export const SURE = 0.7
/** Candidates closer to each other than this are considered a tie. */
const NEAR = 0.03

interface Candidate {
  readonly field: string
  readonly column: ColumnProfile
  readonly confidence: number
  readonly why: BilingualText
  readonly exact: boolean
  readonly receiver: boolean
}

export interface RecognisedColumns {
  readonly columns: readonly ColumnReading[]
  readonly questions: readonly FileQuestion[]
}

/**
 * Matches columns to fields by heading and values, each with a confidence. Each column and each field is used once; a column without
 * values never beats one with values.
 *
 * @param given Field -> column, from a known layout, a preset or the file's owner; null: no column holds it. These are final.
 */
export function recogniseColumns(
  kind: ImportKind,
  profiles: readonly ColumnProfile[],
  given: Readonly<Record<string, { readonly column: string | null; readonly why: BilingualText }>>,
  /** Whether other columns may be guessed; in a known layout only its own columns are read. */
  guess = true,
): RecognisedColumns {
  const chosen = new Map<number, Candidate>()
  const fields = IMPORT_FIELDS[kind]
  for (const [field, { column, why }] of Object.entries(given)) {
    const profile = profiles.find(({ heading }) => column !== null && heading === column.trim())
    if (profile !== undefined) chosen.set(profile.position, { field, column: profile, confidence: 1, why, exact: true, receiver: false })
  }
  const open = guess ? fields.filter(({ name }) => !Object.hasOwn(given, name)) : []
  const candidates = open.flatMap((field) => candidatesOf(field, profiles))
  const questions: FileQuestion[] = []
  const taken = new Set([...chosen.values()].map(({ field }) => field))
  const take = (from: readonly Candidate[]): void => {
    for (const candidate of from.toSorted(byConfidence)) {
      if (candidate.confidence < TAKEN || taken.has(candidate.field) || chosen.has(candidate.column.position)) continue
      taken.add(candidate.field)
      chosen.set(candidate.column.position, candidate)
      const rival = candidates.find(
        (other) =>
          other.field === candidate.field &&
          other.column !== candidate.column &&
          !chosen.has(other.column.position) &&
          !other.exact &&
          !candidate.exact &&
          candidate.confidence - other.confidence < NEAR,
      )
      if (rival !== undefined) questions.push(whichColumn(fieldOf(fields, candidate.field), candidate, rival))
    }
  }
  take(candidates.filter(({ receiver }) => !receiver))
  if (!CUSTOMER_FIELDS.some((field) => taken.has(field))) {
    take(candidates.filter(({ receiver, field }) => receiver && field === 'phone'))
    questions.push(...byReceiver(chosen))
    if (guess) take(byValues(profiles, chosen))
    if (guess && kind === 'orders' && !CUSTOMER_FIELDS.some((field) => taken.has(field))) byName(chosen, questions)
  }
  take(candidates.filter(({ receiver, field }) => receiver && field !== 'phone'))
  if (guess && kind === 'orders' && !taken.has('status') && !Object.hasOwn(given, 'status')) take(statusByValues(profiles, chosen))
  if (guess && kind === 'orders' && !Object.hasOwn(given, 'amount')) withoutFee(chosen)
  if (guess && kind === 'orders' && !Object.hasOwn(given, 'amount') && !Object.hasOwn(given, 'orderTotal')) priceOfLine(chosen, candidates)
  if (guess && kind === 'orders' && !taken.has('orderedAt')) {
    const only = onlyDate(profiles, chosen)
    if (only !== undefined) take([only])
  }
  if (guess && kind === 'orders') questions.push(...unreadFigures(open, profiles, chosen))
  if (guess && kind === 'measures' && !taken.has('value')) {
    const wide = wideMeasures(profiles, ({ position }) => chosen.has(position)).filter(({ field }) => !Object.hasOwn(given, field))
    for (const one of wide) chosen.set(one.column.position, { ...one, exact: false, receiver: false })
    questions.push(...guessedMeasures(wide))
  }
  return {
    columns: profiles.map(({ position, heading, filled }) => {
      const candidate = chosen.get(position)
      const others = candidates
        .filter((one) => one.column.position === position && one.field !== candidate?.field)
        .toSorted(byConfidence)
        .map(({ field }) => field)
      return {
        position,
        heading,
        field: candidate?.field,
        confidence: candidate?.confidence ?? 0,
        why: candidate?.why ?? (filled === 0 ? EMPTY : UNREAD),
        others: [...new Set(others)],
      }
    }),
    questions,
  }
}

/** The platform's share of a sale, unless nothing else can be the amount. */
const FEE = /^(?:fees?|charges?|费用|总费用)(?:$|[\s(（])/i
/** Figures beside which a fee is not what was sold. */
const SALES: ReadonlySet<string> = new Set(['orderTotal', 'paidAmount', 'unitPrice'])
const OF_ORDER = /order|invoice|订单/i
const PRICE = /price|价/i

/** A fee is no amount where another column says what was paid. */
function withoutFee(chosen: Map<number, Candidate>): void {
  const found = [...chosen.values()]
  const fee = found.find(({ field, column }) => field === 'amount' && FEE.test(column.heading.trim()))
  if (fee !== undefined && found.some(({ field }) => SALES.has(field))) chosen.delete(fee.column.position)
}

/** Given a total price and a figure that names the order, the price is per line and the other is the order total; next to a quantity of a product it is for that quantity. */
function priceOfLine(chosen: Map<number, Candidate>, candidates: readonly Candidate[]): void {
  const found = [...chosen.values()]
  const has = (field: string): boolean => found.some((one) => one.field === field)
  const amount = found.find(({ field }) => field === 'amount')
  const total = found.find(({ field }) => field === 'orderTotal')
  if (total === undefined || OF_ORDER.test(total.column.heading)) return
  if (amount === undefined) {
    const ofOrder = candidates.find(
      ({ field, column }) => field === 'orderTotal' && OF_ORDER.test(column.heading) && !chosen.has(column.position),
    )
    if (ofOrder !== undefined && PRICE.test(total.column.heading)) {
      chosen.set(ofOrder.column.position, ofOrder)
      chosen.set(total.column.position, { ...total, field: 'amount' })
      return
    }
    const pieces = has('quantity') && (has('productId') || has('productName')) && !has('unitPrice')
    if (pieces && PRICE.test(total.column.heading)) chosen.set(total.column.position, { ...total, field: 'amount' })
    return
  }
  if (!OF_ORDER.test(amount.column.heading) || !PRICE.test(total.column.heading)) return
  chosen.set(amount.column.position, { ...amount, field: 'orderTotal' })
  chosen.set(total.column.position, { ...total, field: 'amount' })
}

/** The receiver of the goods may not be the buyer: used only if nothing else names a customer, and reported. */
const RECEIVED = 0.6
const RECEIVER_WHY = {
  zh: '这是收货人的，不一定是下单的客户；没有别的列能说明客户是谁',
  en: 'it is of who receives the goods and need not be the customer, and nothing else says who that is',
}
const EMPTY = { zh: '这一列没有值', en: 'the column holds no value' }
const UNREAD = { zh: '没有对应的字段', en: 'no field is known for it' }

function byConfidence(a: Candidate, b: Candidate): number {
  return b.confidence - a.confidence || a.column.position - b.column.position
}

function candidatesOf(field: ImportField, profiles: readonly ColumnProfile[]): Candidate[] {
  return profiles.flatMap((column): Candidate[] => {
    const match = matchHeading(field, column.heading)
    if (match === undefined) return []
    const { fit, why } = fitOf(field.name, column)
    // A weak fit is enough only for an exact heading: one that merely ends this way must be confirmed by its values.
    if (fit === 0 || (fit < SURE && match.how !== 'exact')) return []
    const base = match.how === 'exact' ? 0.97 - Math.min(match.rank, 20) * 0.005 : 0.8 - Math.min(match.rank, 20) * 0.002
    // A column without values is no evidence: any candidate with values comes first.
    const found = column.filled === 0 ? TAKEN : base * fit
    const least = match.receiver ? Math.min(found, RECEIVED) : found
    const confidence = field.name === 'amount' && FEE.test(column.heading.trim()) ? Math.min(least, SURE) : least
    const heading =
      match.how === 'exact'
        ? { zh: '列名就是这个意思', en: 'its heading says so' }
        : { zh: '列名的末尾是这个意思', en: 'its heading ends so' }
    return [
      {
        field: field.name,
        column,
        confidence: round(confidence),
        why: match.receiver
          ? RECEIVER_WHY
          : why === undefined
            ? heading
            : { zh: `${heading.zh}，${why.zh}`, en: `${heading.en}, and ${why.en}` },
        exact: match.how === 'exact',
        receiver: match.receiver,
      },
    ]
  })
}

/** Columns whose values reveal the field, whatever their heading: addresses, mobile numbers. */
function byValues(profiles: readonly ColumnProfile[], chosen: ReadonlyMap<number, Candidate>): Candidate[] {
  const free = profiles.filter(({ position, filled, masked }) => !chosen.has(position) && filled > 0 && masked < 0.1)
  const why = { zh: '列名未知，按值判断', en: 'its heading says nothing, its values do' }
  const stranger = /seller|agent|staff|courier|driver|卖家|客服|店员|导购|达人|主播|快递/i
  return free
    .filter(({ heading }) => !stranger.test(heading))
    .flatMap((column): Candidate[] =>
      column.emails >= 0.8 ? [{ field: 'email', column, confidence: 0.65, why, exact: false, receiver: false }] : [],
    )
}

/** Without a matching heading, the column whose words are order statuses: paid, cancelled, 待发货. */
function statusByValues(profiles: readonly ColumnProfile[], chosen: ReadonlyMap<number, Candidate>): Candidate[] {
  const another = /fulfil|shipping|delivery|tracking|logistic|refund|return|item|发货|物流|配送|退|售后|商品|开票|审核|在网|打印|对账|评价/i
  const why = { zh: '列名未知，值都是订单状态', en: 'its heading says nothing, its values are those of a status' }
  return (
    profiles
      // A heading with such an ending needs fewer known words: questions cover the others.
      .filter(
        ({ position, heading, statuses }) =>
          !chosen.has(position) && statuses >= (/状态$|status$/i.test(heading.trim()) ? 0.5 : 0.9) && !another.test(heading),
      )
      .toSorted((a, b) => b.distinct - a.distinct)
      .slice(0, 1)
      .map((column) => ({ field: 'status', column, confidence: 0.65, why, exact: false, receiver: false }))
  )
}

/** If nothing else names a customer, the name is used, and reported: two people with the same name become one. */
function byName(chosen: Map<number, Candidate>, questions: FileQuestion[]): void {
  const name = [...chosen.values()].find(({ field, column }) => field === 'customerName' && column.filled > 0 && column.masked < 0.1)
  if (name === undefined) return
  chosen.set(name.column.position, {
    ...name,
    field: 'customerId',
    confidence: 0.55,
    why: { zh: '没有客户编号、手机号或邮箱，只能按姓名区分', en: 'no id, phone or e-mail is there, so names tell customers apart' },
  })
  questions.push({
    code: 'customers-by-name',
    weight: 'question',
    field: 'customerId',
    columns: [name.column.heading],
    text: {
      zh: `文件中没有客户编号、手机号或邮箱，客户按“${name.column.heading}”区分：同名的两个人会算作一位。有更好的列吗？`,
      en: `The file has no customer id, phone or e-mail, so customers are identified by "${name.column.heading}", and two people with the same name count as one. Is there a better column?`,
    },
  })
}

function byReceiver(chosen: ReadonlyMap<number, Candidate>): FileQuestion[] {
  const phone = [...chosen.values()].find(({ field, receiver }) => field === 'phone' && receiver)
  if (phone === undefined) return []
  const { heading } = phone.column
  return [
    {
      code: 'customers-by-receiver',
      weight: 'question',
      field: 'phone',
      columns: [heading],
      text: {
        zh: `没有别的列能说明客户是谁，客户按收货人的“${heading}”区分：送给别人的订单会算作收货人的。有更好的列吗？`,
        en: `Nothing else identifies the customers, so they are identified by the recipient ("${heading}"), and an order sent to someone else counts as that person's. Is there a better column?`,
      },
    },
  ]
}

function onlyDate(profiles: readonly ColumnProfile[], chosen: ReadonlyMap<number, Candidate>): Candidate | undefined {
  const paid = [...chosen.values()].find(({ field }) => field === 'paidAt')
  if (paid !== undefined) return undefined
  const dates = profiles.filter(
    // Five digits can be a spreadsheet date or a postal code.
    ({ position, filled, dates, digits, longest }) =>
      !chosen.has(position) && filled > 0 && dates >= 0.9 && (digits < 0.5 || longest === 8),
  )
  const [only] = dates
  if (only === undefined || dates.length > 1) return undefined
  const why = { zh: '唯一的日期列', en: 'it is the only column of dates' }
  return { field: 'orderedAt', column: only, confidence: 0.6, why, exact: false, receiver: false }
}

const SOLD_FIGURES: readonly string[] = ['quantity', 'unitPrice', 'amount', 'paidAmount', 'orderTotal']

/** Columns that are named as a figure of a sale and hold too few numbers to be it: without a word the sales would be wrong. */
function unreadFigures(
  open: readonly ImportField[],
  profiles: readonly ColumnProfile[],
  chosen: ReadonlyMap<number, Candidate>,
): FileQuestion[] {
  const taken = new Set([...chosen.values()].map(({ field }) => field))
  return open
    .filter(({ name }) => SOLD_FIGURES.includes(name) && !taken.has(name))
    .flatMap((field) => {
      const named = profiles.find(
        ({ position, heading, filled, numbers }) =>
          filled > 0 && numbers < TAKEN && !chosen.has(position) && matchHeading(field, heading)?.how === 'exact',
      )
      if (named === undefined) return []
      const { heading } = named
      return [
        {
          code: 'figure-unread',
          weight: 'question' as const,
          field: field.name,
          columns: [heading],
          text: {
            zh: `“${heading}”的列名是${field.label.zh}，但大多数值不是数字，所以没有读取。请改成数字后再导入；如果它不是${field.label.zh}，可以忽略。`,
            en: `"${heading}" is named as “${field.label.en}”, but most of its values are not numbers, so it is not read. Change them to numbers and import again, or go on if it is something else.`,
          },
        },
      ]
    })
}

function whichColumn(field: ImportField, a: Candidate, b: Candidate): FileQuestion {
  const required = field.required || CUSTOMER_FIELDS.includes(field.name) || field.name === 'amount' || field.name === 'paidAmount'
  return {
    code: 'which-column',
    weight: required ? 'blocking' : 'notice',
    field: field.name,
    columns: [a.column.heading, b.column.heading],
    text: {
      zh: `“${a.column.heading}”和“${b.column.heading}”都可能是${field.label.zh}。是哪一列？`,
      en: `Both "${a.column.heading}" and "${b.column.heading}" could be “${field.label.en}”. Which one is it?`,
    },
  }
}

function fieldOf(fields: readonly ImportField[], name: string): ImportField {
  const found = fields.find((field) => field.name === name)
  if (found === undefined) throw new Error(`There is no field ${name}.`)
  return found
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
