import { percentChange, usageChange, type AccountState } from './account-state.ts'

/**
 * The rule of thumb that a model has to beat: log-odds without a constant, from what people who look after companies watch. A renewal that is due adds 1.5, use that fell by half 1, a
 * champion who left or is silent for a month 1, seats given back by half 1, and half of the active people gone 1.
 */
export function accountRule(state: AccountState, horizonDays: number): number {
  const { daysToRenewal, champion, seats, seatsPeak, active30, activeBefore } = state
  const fallen = (percent: number | null): number => Math.max(0, -(percent ?? 0)) / 50
  // -1/3 is half: (1 - 2) / (1 + 2).
  const use = Math.max(0, -(usageChange(state)?.mean ?? 0)) * 3
  return (
    (daysToRenewal !== null && daysToRenewal <= horizonDays ? 1.5 : 0) +
    use +
    (champion !== null && (!champion.isMember || champion.silentDays > 30) ? 1 : 0) +
    fallen(percentChange(seats, seatsPeak)) +
    fallen(percentChange(active30, activeBefore))
  )
}
