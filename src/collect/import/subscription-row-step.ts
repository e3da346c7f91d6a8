import { currencyOf } from '../columns/currency-words.ts'
import { decimalReader, isEmptyNumber } from '../columns/decimal-format.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { type BillingPeriod, billingPeriodOf } from '../subscriptions/billing-period.ts'
import { instantReader } from './parse-instant.ts'
import { parseDecimal } from './parse-decimal.ts'
import { cellReader, checkInstant, contentOf, type Refusal, refuse, type RowPlan, type RowRefused, type RowResult } from './row-step.ts'
import { whoAndWhenReader } from './who-and-when.ts'

/** What a row says of one subscription. Times are epoch milliseconds; undefined: it does not say. */
export interface SubscriptionRow {
  readonly subscriptionId: string
  readonly startedAt: number
  readonly plan: string
  /** The end of the current period. */
  readonly renewsAt: number | undefined
  /** When it ended, or will end. */
  readonly endedAt: number | undefined
  /** When the customer said so. */
  readonly cancelledAt: number | undefined
  /** Of one period, scaled by SUBSCRIPTION_PRICE_SCALE. */
  readonly price: bigint | undefined
  readonly currency: string
  readonly period: BillingPeriod | ''
  readonly seats: number | undefined
  /** Since when plan, price and seats are so; undefined: since the start. */
  readonly saidAt: number | undefined
  /** The end lies in the future. */
  readonly endsLater: boolean
  /** Its status is a word that nobody knows; the dates decide. */
  readonly statusUnknown: boolean
  /** Its period is none of those that are known. */
  readonly periodUnknown: boolean
  readonly identifiers: readonly ClaimedIdentifier[]
}

export const SUBSCRIPTION_PRICE_SCALE = 6
/** The store keeps 12 digits before the point. */
const MOST_PRICE = 10n ** 18n - 1n
const MOST_SEATS = 10_000_000
/** What lies later is a typing error: no contract runs for a hundred years. */
const MOST_AHEAD_MS = 100 * 365.25 * 86_400_000

const RUNNING =
  /^(?:active|running|live|enabled|trial(?:ing)?|past.?due|unpaid|overdue|in ?force|current|正常|生效|生效中|有效|使用中|进行中|服务中|在网|在保|在读|试用|试用中|欠费|已生效|执行中|履行中|续费中|已续费)$/iu
const ENDED =
  /^(?:cancell?ed|ended|expired|terminated|churned|lapsed|inactive|closed|deactivated|已取消|取消|已终止|终止|已结束|结束|已到期|到期|已过期|过期|失效|已失效|退订|已退订|解约|已解约|注销|已注销|销户|离网|已离网|拆机|退保|已退保|退学|结业|流失)$/iu

/** Makes the step from the cells of a row to what it says of a subscription. Dates decide; a status that contradicts them refuses the row. */
export function subscriptionRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<SubscriptionRow> {
  const cell = cellReader(plan.positions)
  const whoAndWhen = whoAndWhenReader(plan, { at: 'startedAt', ofSomebody: true })
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const [subscriptionId, planName, period, seats] = [cell('subscriptionId'), cell('plan'), cell('period'), cell('seats')]
  const [price, currency, status] = [cell('price'), cell('currency'), cell('status')]
  const format = plan.decimals.get('price')
  const readPrice =
    format === undefined ? (text: string) => parseDecimal(text, SUBSCRIPTION_PRICE_SCALE) : decimalReader(format, SUBSCRIPTION_PRICE_SCALE)
  const times = { renewsAt: cell('renewsAt'), endedAt: cell('endedAt'), cancelledAt: cell('cancelledAt'), saidAt: cell('saidAt') }

  /** @param ahead Whether it may lie in the future. */
  const timeOf = (cells: readonly string[], field: keyof typeof times, ahead: boolean): number | Refusal | undefined => {
    const text = times[field](cells)
    if (text === '') return undefined
    const time = readInstant(text)
    const latest = ahead ? plan.latest + MOST_AHEAD_MS : plan.latest
    return checkInstant(time, text, field, { ...plan, latest }) ?? time
  }
  const priceOf = (cells: readonly string[]): bigint | undefined | RowRefused => {
    const text = price(cells)
    if (isEmptyNumber(text)) return undefined
    const scaled = readPrice(text)
    if (scaled === undefined) return refuse('unreadable-number', 'price', 'The field price is not a number.')
    return scaled < 0n || scaled > MOST_PRICE
      ? refuse('number-out-of-range', 'price', 'The price must be 0 or more, with up to 12 digits before the point.')
      : scaled
  }
  const seatsOf = (cells: readonly string[]): number | undefined | RowRefused => {
    const text = seats(cells)
    if (isEmptyNumber(text)) return undefined
    const count = Number(text.replaceAll(',', ''))
    if (Number.isInteger(count) && count >= 0 && count <= MOST_SEATS) return count
    return refuse('number-out-of-range', 'seats', `The number of seats must be a whole number from 0 to ${MOST_SEATS}.`)
  }

  return (cells) => {
    const row = whoAndWhen(cells)
    if (!row.ok) return row
    const id = subscriptionId(cells)
    if (id === '') return refuse('missing-value', 'subscriptionId', 'The field subscriptionId is empty.')
    const renewsAt = timeOf(cells, 'renewsAt', true)
    if (typeof renewsAt === 'object') return { ok: false, refusal: renewsAt }
    const endedAt = timeOf(cells, 'endedAt', true)
    if (typeof endedAt === 'object') return { ok: false, refusal: endedAt }
    const cancelledAt = timeOf(cells, 'cancelledAt', false)
    if (typeof cancelledAt === 'object') return { ok: false, refusal: cancelledAt }
    const saidAt = timeOf(cells, 'saidAt', false)
    if (typeof saidAt === 'object') return { ok: false, refusal: saidAt }
    const startedAt = row.at
    if (renewsAt !== undefined && renewsAt < startedAt) return before('renewsAt', 'renews')
    if (endedAt !== undefined && endedAt < startedAt) return before('endedAt', 'ends')
    if (cancelledAt !== undefined && cancelledAt < startedAt) return before('cancelledAt', 'is cancelled')
    const scaled = priceOf(cells)
    if (typeof scaled === 'object') return scaled
    const count = seatsOf(cells)
    if (typeof count === 'object') return count
    const currencyText = currency(cells)
    const code = currencyText === '' ? (currencyOf(price(cells)) ?? plan.currency) : currencyOf(currencyText)
    if (code === undefined) return refuse('unknown-currency', 'currency', 'The field currency is no ISO 4217 code such as CNY or USD.')
    const word = status(cells)
    const now = plan.latest
    const isOver = endedAt !== undefined && endedAt <= now
    if (ENDED.test(word) && endedAt === undefined && cancelledAt === undefined && (renewsAt === undefined || renewsAt > now)) {
      return refuse(
        'contradictory-status',
        'status',
        'The status says that it ended, and no date says when. Add the date on which it ended.',
      )
    }
    if (RUNNING.test(word) && isOver) {
      return refuse(
        'contradictory-status',
        'status',
        'The status says that it is running, and the end lies in the past. Correct one of them.',
      )
    }
    const periodText = period(cells)
    const known = billingPeriodOf(periodText)
    const said = {
      subscriptionId: id,
      startedAt,
      plan: planName(cells),
      renewsAt,
      // What was cancelled and has no end ends with its period, or at once.
      endedAt: endedAt ?? (cancelledAt === undefined ? undefined : Math.max(cancelledAt, renewsAt ?? cancelledAt)),
      cancelledAt,
      price: scaled,
      currency: scaled === undefined ? '' : code,
      period: known ?? ('' as const),
      seats: count,
      saidAt,
    }
    return {
      ok: true,
      value: {
        ...said,
        endsLater: endedAt !== undefined && endedAt > now,
        statusUnknown: word !== '' && !RUNNING.test(word) && !ENDED.test(word),
        periodUnknown: periodText !== '' && known === undefined,
        identifiers: row.identifiers,
      },
      content: contentOf(Object.values(said).map(String), row.identifiers),
    }
  }
}

function before(field: string, does: string): RowRefused {
  return refuse('date-out-of-range', field, `The subscription ${does} before it starts. Correct one of the dates.`)
}
