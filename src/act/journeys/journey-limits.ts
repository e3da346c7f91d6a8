/** What one journey may hold. */
export const JOURNEY_LIMITS = {
  name: 100,
  steps: 60,
  cases: 10,
  arms: 10,
  exitEvents: 10,
  waitDays: 365,
  /** The shortest wait and the longest time to send in. */
  expiresHours: 30 * 24,
  slaHours: 30 * 24,
  windowDays: 90,
  holdout: 0.5,
  /** Characters of a reason why there is no control group. */
  leastWaiver: 5,
  text: 500,
  productDays: 90,
  dateDays: 365,
  reentryDays: 3650,
} as const
