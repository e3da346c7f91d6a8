import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { SlottedMeasure } from '../features/churn-features.ts'
import type { ChurnReason } from './churn-reasons.ts'

const OF_MEASURE = /^measure_(\d+)_(level|trend_30|trend_90|drop)$/

/** A reason about a contract or a measure as a sentence; undefined for every other one, and where its number says nothing by itself. */
export function contractSentence({ feature, value }: ChurnReason, measures: readonly SlottedMeasure[]): BilingualText | undefined {
  if (value === null) return undefined
  const [, slot = '', what = ''] = OF_MEASURE.exec(feature) ?? []
  const measure = measures[Number(slot) - 1]
  if (measure !== undefined) return measureSentence(measure, what, value)
  const days = Math.round(value)
  switch (feature) {
    case 'days_to_renewal':
      return days < 0
        ? { zh: `合约已到期 ${-days} 天未续`, en: `The contract period ended ${inDays(-days)} ago without a renewal` }
        : { zh: `合约 ${days} 天后到期`, en: `The contract is up for renewal in ${inDays(days)}` }
    case 'renewal_in_horizon':
      return value === 1
        ? { zh: '合约在预测期内到期', en: 'The contract is up for renewal within the prediction window' }
        : { zh: '合约在预测期内不到期', en: 'The contract is not up for renewal within the prediction window' }
    case 'contract_age_days':
      return { zh: `合约已持续 ${days} 天`, en: `The contract is ${inDays(days)} old` }
    case 'payment_tickets_180':
      return {
        zh: `近 180 天有 ${days} 个付款问题工单`,
        en: `${days} ${days === 1 ? 'ticket' : 'tickets'} about payments in 180 days`,
      }
    case 'contract_price_change':
    case 'contract_price_rise_90':
      return changed(
        value,
        feature === 'contract_price_change' ? { zh: '价格较签约时', en: 'since the start' } : { zh: '近 90 天价格', en: 'in 90 days' },
        'Price',
      )
    case 'contract_seats_change':
      return changed(value, { zh: '席位数较签约时', en: 'since the start' }, 'Seats')
    default:
      return undefined
  }
}

/** @param value (now - before) / (now + before). */
function changed(value: number, since: BilingualText, what: string): BilingualText | undefined {
  const percent = percentOf(value)
  if (percent === undefined) return undefined
  if (percent === 0) return { zh: `${since.zh}没有变化`, en: `${what} unchanged ${since.en}` }
  return {
    zh: `${since.zh}${percent > 0 ? '上升' : '下降'} ${Math.abs(percent)}%`,
    en: `${what} ${percent > 0 ? 'up' : 'down'} ${Math.abs(percent)} % ${since.en}`,
  }
}

function measureSentence({ name, unit }: SlottedMeasure, what: string, value: number): BilingualText | undefined {
  if (what === 'level') {
    const number = Number(value.toPrecision(4))
    const of = unit === '' ? '' : ` ${unit}`
    return { zh: `“${name}”为 ${number}${of}`, en: `“${name}” is ${number}${of}` }
  }
  const percent = percentOf(value)
  if (percent === undefined) return undefined
  const against = {
    trend_30: { zh: '近一个月比前一个月', en: 'in a month on the month before' },
    trend_90: { zh: '近一季比前一季', en: 'in a quarter on the quarter before' },
    drop: { zh: '比自身以往', en: 'on its own past' },
  }[what]
  if (against === undefined) return undefined
  if (percent === 0) return { zh: `“${name}”${against.zh}持平`, en: `“${name}” unchanged ${against.en}` }
  return {
    zh: `“${name}”${against.zh}${percent > 0 ? '上升' : '下降'} ${Math.abs(percent)}%`,
    en: `“${name}” ${percent > 0 ? 'up' : 'down'} ${Math.abs(percent)} % ${against.en}`,
  }
}

/** Percent of change from (now - before) / (|now| + |before|); undefined where there was nothing before, or the sign turned. */
function percentOf(value: number): number | undefined {
  return value >= 1 || value < -1 ? undefined : Math.round(100 * ((1 + value) / (1 - value) - 1))
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
