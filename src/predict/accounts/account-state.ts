/** What was known of an account at a time. Money in major units of the project's currency; null: nobody said, or there is nothing to compare. */
export interface AccountState {
  readonly accountId: string
  /** Contracts that run, and those of them whose end within the horizon was already said; contracts that ended before. */
  readonly running: number
  readonly ending: number
  readonly ended: number
  /** Days that the oldest running contract is old, and until the next period of one ends. */
  readonly contractAgeDays: number | null
  readonly daysToRenewal: number | null
  readonly renewals: number | null
  readonly periodMonths: number | null
  /** Price of the running contracts per month; null where it is in another currency or was not said. */
  readonly monthlyPrice: number | null
  /** (now - 90 days ago) / (sum of both). */
  readonly priceRise: number | null
  /** Seats as the accounts say, or else the contracts, and the most of the year before. */
  readonly seats: number | null
  readonly seatsPeak: number | null
  /** People who are members, and who joined and left in 90 days. */
  readonly members: number
  readonly joined90: number
  readonly left90: number
  /** Members who did something in the last 30 days, and on average in each of the three times 30 days before; null: no activity of anybody is known. */
  readonly active30: number | null
  readonly activeBefore: number | null
  /** The person who was active on most days of the half-year that ended 30 days ago, if on at least five. */
  readonly champion: { readonly customerId: string; readonly isMember: boolean; readonly silentDays: number } | null
  /** Members who run the account (admin, owner), those of them active in 30 days, and those who left in 180 days. */
  readonly admins: number
  readonly adminsActive: number
  readonly adminsLeft: number
  /** (last month - the half-year before) / (sum of both) of each dated value that is no number of seats, by name. */
  readonly usage: ReadonlyMap<string, number>
  readonly paymentTickets: number
  /** Spent by its people in 365 days, net of returns, in amounts with a rate. */
  readonly spend365: number
}

/** A state with what became of the account: 1 when none of its contracts ran at the end of the horizon. */
export interface LabelledAccount extends AccountState {
  readonly churned: 0 | 1
}

export interface AccountSnapshot {
  readonly asOf: Date
  readonly rows: readonly LabelledAccount[]
}

/** Who can churn: an account with a running contract whose end nobody has said. */
export function canChurn({ running, ending }: Pick<AccountState, 'running' | 'ending'>): boolean {
  return running > ending
}

/** Change of a share against its base in percent; null where there is no base. @example percentChange(6, 8) // -25 */
export function percentChange(now: number | null, base: number | null): number | null {
  return now === null || base === null || base <= 0 ? null : Math.round((now / base - 1) * 100)
}

/** Mean and worst change of what an account uses, -1 to 1; null where nothing is measured. */
export function usageChange({
  usage,
}: Pick<AccountState, 'usage'>): { readonly mean: number; readonly worst: { readonly name: string; readonly change: number } } | null {
  let [sum, worst]: [number, { name: string; change: number } | null] = [0, null]
  for (const [name, change] of usage) {
    sum += change
    if (worst === null || change < worst.change) worst = { name, change }
  }
  return worst === null ? null : { mean: sum / usage.size, worst }
}
