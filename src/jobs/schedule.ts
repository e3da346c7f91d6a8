import type { Cadence } from './calendar-slot.ts'

/** Work that nobody has to ask for. */
export type ScheduledName =
  | 'refresh-profiles'
  | 'catch-up-profiles'
  | 'score-customers'
  | 'score-value'
  | 'train-churn'
  | 'train-value'
  | 'forecast-demand'
  | 'train-recommend'
  | 'settle-merges'
  | 'end-sessions'
  | 'clear-signals'
  | 'clear-uploads'

/** Every calendar job of the product. By the project's time zone, in the quiet hours, each after what it builds on. */
export const SCHEDULE: Readonly<Record<ScheduledName, Cadence>> = {
  'refresh-profiles': { kind: 'daily', hour: 2, minute: 0 },
  // Customers whom events brought, and what a stop left behind: nothing when nothing changed.
  'catch-up-profiles': { kind: 'every', minutes: 60 },
  'score-customers': { kind: 'daily', hour: 2, minute: 30 },
  'score-value': { kind: 'daily', hour: 2, minute: 45 },
  'forecast-demand': { kind: 'daily', hour: 3, minute: 0 },
  'train-recommend': { kind: 'daily', hour: 3, minute: 15 },
  // Looks every night, trains when it is due: after a quarter, on drift, or when accuracy fell.
  'train-churn': { kind: 'daily', hour: 3, minute: 30 },
  'train-value': { kind: 'monthly', day: 1, hour: 4, minute: 0 },
  // Lets the rows of merged customers name them; before it they are looked up.
  'settle-merges': { kind: 'daily', hour: 1, minute: 30 },
  'end-sessions': { kind: 'every', minutes: 60 },
  'clear-signals': { kind: 'every', minutes: 60 },
  'clear-uploads': { kind: 'every', minutes: 5 },
}

/** Work that is done again a short while after it ended, by timer: milliseconds of rest between two rounds. */
export const ROUNDS = {
  'load-inbox': 1_000,
  'send-messages': 3_000,
  'deliver-webhooks': 5_000,
  'read-signals': 1_000,
} as const
