import { ACCOUNT_FEATURES } from './account-features.ts'
import type { AccountState } from './account-state.ts'

/** An account that nothing speaks against, for tests, with some of it changed. */
export function healthy(change: Partial<AccountState> = {}): AccountState {
  return {
    accountId: 'a',
    running: 1,
    ending: 0,
    ended: 0,
    contractAgeDays: 400,
    daysToRenewal: 200,
    renewals: 1,
    periodMonths: 12,
    monthlyPrice: 100,
    priceRise: 0,
    seats: 10,
    seatsPeak: 10,
    members: 10,
    joined90: 0,
    left90: 0,
    active30: 8,
    activeBefore: 8,
    champion: { customerId: 'c', isMember: true, silentDays: 1 },
    admins: 1,
    adminsActive: 1,
    adminsLeft: 0,
    usage: new Map([['projects', 0]]),
    paymentTickets: 0,
    spend365: 0,
    ...change,
  }
}

/** Every feature of an account by name, for a horizon of 90 days. */
export function accountFeatureValues(state: AccountState): Record<string, number | null> {
  return Object.fromEntries(ACCOUNT_FEATURES.map(({ name, valueOf }) => [name, valueOf(state, 90)]))
}
