import { percentChange, usageChange, type AccountState } from './account-state.ts'

/** A number that the model learns from; null where it is not known. */
export interface AccountFeature {
  readonly name: string
  readonly valueOf: (state: AccountState, horizonDays: number) => number | null
}

/** Days after the end of a period within which a renewal may still come count as running. */
const share = (part: number | null, whole: number): number | null => (part === null || whole === 0 ? null : part / whole)

export const ACCOUNT_FEATURES: readonly AccountFeature[] = [
  { name: 'days_to_renewal', valueOf: ({ daysToRenewal }) => daysToRenewal },
  {
    name: 'renewal_in_horizon',
    valueOf: ({ daysToRenewal }, horizon) => (daysToRenewal === null ? null : daysToRenewal <= horizon ? 1 : 0),
  },
  { name: 'contract_age_days', valueOf: ({ contractAgeDays }) => contractAgeDays },
  { name: 'renewals', valueOf: ({ renewals }) => renewals },
  { name: 'period_months', valueOf: ({ periodMonths }) => periodMonths },
  { name: 'contracts_running', valueOf: ({ running }) => running },
  { name: 'contracts_ended', valueOf: ({ ended }) => ended },
  { name: 'monthly_price', valueOf: ({ monthlyPrice }) => monthlyPrice },
  { name: 'price_rise', valueOf: ({ priceRise }) => priceRise },
  { name: 'seats', valueOf: ({ seats }) => seats },
  { name: 'seats_change', valueOf: ({ seats, seatsPeak }) => percentChange(seats, seatsPeak) },
  { name: 'members', valueOf: ({ members }) => members },
  { name: 'members_joined', valueOf: ({ joined90 }) => joined90 },
  { name: 'members_left', valueOf: ({ left90 }) => left90 },
  { name: 'breadth', valueOf: ({ active30, members }) => share(active30, members) },
  {
    name: 'breadth_change',
    valueOf: ({ active30, activeBefore }) =>
      active30 === null || activeBefore === null || active30 + activeBefore === 0
        ? null
        : (active30 - activeBefore) / (active30 + activeBefore),
  },
  { name: 'champion_left', valueOf: ({ champion }) => (champion === null ? null : champion.isMember ? 0 : 1) },
  { name: 'champion_silent_days', valueOf: ({ champion }) => champion?.silentDays ?? null },
  { name: 'admins_active', valueOf: ({ adminsActive, admins }) => share(adminsActive, admins) },
  { name: 'admins_left', valueOf: ({ adminsLeft }) => adminsLeft },
  { name: 'usage_change', valueOf: (state) => usageChange(state)?.mean ?? null },
  { name: 'usage_worst', valueOf: (state) => usageChange(state)?.worst.change ?? null },
  { name: 'payment_tickets', valueOf: ({ paymentTickets }) => paymentTickets },
  { name: 'spend_365', valueOf: ({ spend365 }) => spend365 },
]

/** The features as cells of a table: full precision, empty where not known. */
export function featureCells(state: AccountState, horizonDays: number): string[] {
  return ACCOUNT_FEATURES.map(({ valueOf }) => {
    const value = valueOf(state, horizonDays)
    return value === null || !Number.isFinite(value) ? '' : String(value)
  })
}
