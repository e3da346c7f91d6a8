import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { AccountSignal } from './account-signals.ts'
import type { AccountEvidence, AccountQuality } from './train-accounts.ts'
import type { AccountState } from './account-state.ts'

/** What is kept of an account's state beside its risk. Money in major units; null: not known. */
export interface AccountFigures {
  readonly running: number
  readonly ending: number
  readonly daysToRenewal: number | null
  readonly monthlyPrice: number | null
  readonly seats: number | null
  readonly seatsPeak: number | null
  readonly members: number
  readonly active30: number | null
  readonly activeBefore: number | null
  readonly championLeft: boolean | null
  readonly championSilentDays: number | null
}

/** What was worked out of an account at a time. Money in major units of the project's currency. */
export interface AccountOutlook {
  readonly accountId: string
  readonly asOf: Date
  /** Chance that no contract runs at the end of the horizon, 0-1; null without a trusted model, or a contract whose end is open. */
  readonly probability: number | null
  /** Twelve months of the running contracts; null where a price is not known. */
  readonly contractYear: number | null
  /** Spent by its people in 365 days, net of returns. */
  readonly spendYear: number
  /** Probability x (contracts + spending of a year). */
  readonly valueAtRisk: number | null
  readonly figures: AccountFigures
  readonly signals: readonly AccountSignal[]
  /** What raises the risk most, in log-odds. */
  readonly reasons: readonly AccountReason[]
}

export interface AccountReason {
  readonly feature: string
  readonly effect: number
  readonly text: BilingualText
}

/** Whether risks can be told, and how well. */
export interface AccountRiskSummary {
  readonly accounts: number
  /** Accounts that have a probability. */
  readonly scored: number
  readonly horizonDays: number
  /** not-trusted: the model did no better than chance on later accounts, so that nothing is told. */
  readonly state: 'not-enough-data' | 'not-trusted' | 'trained'
  readonly evidence: AccountEvidence
  readonly quality: AccountQuality | null
  readonly modelVersion: number
  readonly importance: readonly { readonly feature: string; readonly importance: number }[]
}

export function figuresOf(state: AccountState): AccountFigures {
  const { running, ending, daysToRenewal, monthlyPrice, seats, seatsPeak, members, active30, activeBefore, champion } = state
  return {
    running,
    ending,
    daysToRenewal: daysToRenewal === null ? null : Math.round(daysToRenewal),
    monthlyPrice,
    seats,
    seatsPeak,
    members,
    active30,
    activeBefore: activeBefore === null ? null : Math.round(activeBefore * 10) / 10,
    championLeft: champion === null ? null : !champion.isMember,
    championSilentDays: champion?.silentDays ?? null,
  }
}

/** The value of an account for a year, and what of it is at risk. */
export function valueOf(
  { monthlyPrice, spend365 }: Pick<AccountState, 'monthlyPrice' | 'spend365'>,
  probability: number | null,
): Pick<AccountOutlook, 'contractYear' | 'spendYear' | 'valueAtRisk'> {
  const contractYear = monthlyPrice === null ? null : monthlyPrice * 12
  return {
    contractYear,
    spendYear: spend365,
    valueAtRisk: probability === null ? null : probability * ((contractYear ?? 0) + Math.max(0, spend365)),
  }
}
