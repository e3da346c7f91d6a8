import type { BilingualText } from '#kernel/bilingual-text.ts'
import { percentChange, usageChange, type AccountState } from './account-state.ts'

/** What speaks of an account's health, each with its figures in words. Worst first. */
export const ACCOUNT_SIGNALS = [
  'contract_ending',
  'no_contract',
  'champion_left',
  'champion_silent',
  'admins_left',
  'usage_down',
  'breadth_down',
  'nobody_active',
  'seats_down',
  'renewal_due',
  'price_up',
  'payment_trouble',
] as const
export type AccountSignalCode = (typeof ACCOUNT_SIGNALS)[number]

export interface AccountSignal {
  readonly code: AccountSignalCode
  readonly text: BilingualText
}

/** Days without activity after which a champion is silent. */
const SILENT_DAYS = 30
/** Changes smaller than these are no signal: percent of seats and of active people, and (now - before) / (sum) of use, where -.15 is a quarter less. */
const SEATS_DOWN = -10
const BREADTH_DOWN = -30
const USAGE_DOWN = -0.15
const PRICE_UP = 0.02
const RENEWAL_DAYS = 60

/** The signals that are there. Nothing is said of what is not known. */
export function accountSignals(state: AccountState): AccountSignal[] {
  const found = new Map<AccountSignalCode, BilingualText>()
  const { champion, daysToRenewal, running, ending, ended, members, active30, activeBefore, seats, seatsPeak } = state
  if (running > 0 && ending === running) found.set('contract_ending', { zh: '全部合约已确定终止', en: 'Every contract is known to end' })
  if (running === 0 && ended > 0)
    found.set('no_contract', { zh: `已无生效合约，曾有 ${ended} 份`, en: `No contract runs any more, ${ended} ended` })
  if (champion !== null && !champion.isMember) {
    found.set('champion_left', { zh: '使用最多的成员已离开企业', en: 'The most active person has left the company' })
  } else if (champion !== null && champion.silentDays > SILENT_DAYS) {
    found.set('champion_silent', {
      zh: `使用最多的成员已 ${champion.silentDays} 天没有活动`,
      en: `The most active person has been silent for ${champion.silentDays} days`,
    })
  }
  if (state.adminsLeft > 0)
    found.set('admins_left', {
      zh: `近 180 天有 ${state.adminsLeft} 位管理员离开`,
      en: `${state.adminsLeft} ${state.adminsLeft === 1 ? 'administrator' : 'administrators'} left in 180 days`,
    })
  const use = usageChange(state)
  if (use !== null && use.worst.change <= USAGE_DOWN) {
    const percent = percentOf(use.worst.change)
    found.set('usage_down', {
      zh: `“${use.worst.name}”近 35 天较此前半年下降 ${-percent}%`,
      en: `“${use.worst.name}” is down ${-percent}% in 35 days against the half-year before`,
    })
  }
  const breadth = percentChange(active30, activeBefore)
  if (active30 === 0 && members > 0) {
    found.set('nobody_active', {
      zh: `近 30 天 ${members} 位成员无人活动`,
      en: `None of ${members} ${members === 1 ? 'member' : 'members'} was active in 30 days`,
    })
  } else if (active30 !== null && breadth !== null && breadth <= BREADTH_DOWN && (activeBefore ?? 0) - active30 >= 1) {
    found.set('breadth_down', {
      zh: `近 30 天活跃 ${active30} 人（共 ${members} 人），此前每 30 天平均 ${(activeBefore ?? 0).toFixed(1)} 人`,
      en: `${active30} of ${members} members were active in 30 days, ${(activeBefore ?? 0).toFixed(1)} on average in each 30 days before`,
    })
  }
  const fewer = percentChange(seats, seatsPeak)
  if (fewer !== null && fewer <= SEATS_DOWN) {
    found.set('seats_down', {
      zh: `席位 ${seats} 个，一年内最高 ${seatsPeak} 个`,
      en: `${seats} seats, down from ${seatsPeak} within a year`,
    })
  }
  if (daysToRenewal !== null && daysToRenewal <= RENEWAL_DAYS) {
    const days = Math.round(daysToRenewal)
    found.set(
      'renewal_due',
      days < 0
        ? { zh: `合约已到期 ${-days} 天未续`, en: `The contract period ended ${-days} days ago without a renewal` }
        : { zh: `合约 ${days} 天后到期`, en: `A contract is up for renewal in ${days} days` },
    )
  }
  if (state.priceRise !== null && state.priceRise >= PRICE_UP) {
    found.set('price_up', {
      zh: `近 90 天价格上涨 ${percentOf(state.priceRise)}%`,
      en: `The price rose ${percentOf(state.priceRise)}% in 90 days`,
    })
  }
  if (state.paymentTickets > 0) {
    found.set('payment_trouble', {
      zh: `近 180 天有 ${state.paymentTickets} 个付款问题工单`,
      en: `${state.paymentTickets} ${state.paymentTickets === 1 ? 'ticket' : 'tickets'} about payments in 180 days`,
    })
  }
  return ACCOUNT_SIGNALS.flatMap((code) => {
    const text = found.get(code)
    return text === undefined ? [] : [{ code, text }]
  })
}

/** (now - before) / (now + before) as the change in percent. @example percentOf(-1 / 3) // -50 */
function percentOf(change: number): number {
  return Math.round(((1 + change) / (1 - Math.min(change, 0.99)) - 1) * 100)
}
