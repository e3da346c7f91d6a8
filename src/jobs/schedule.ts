import { HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { Cadence } from './calendar-slot.ts'

/** Work that nobody has to ask for: each is the kind of its job. */
export type ScheduledName =
  | 'refresh-profiles'
  | 'catch-up-profiles'
  | 'score-customers'
  | 'score-value'
  | 'renew-accounts'
  | 'retrain-churn'
  | 'retrain-value'
  | 'renew-forecast'
  | 'renew-recommend'
  | 'renew-clusters'
  | 'settle-merges'
  | 'clear-jobs'
  | 'check-quality'
  | 'start-syncs'
  | 'count-segments'
  | 'refresh-segments'
  | 'renew-tags'
  | 'renew-static-tags'
  | 'renew-portraits'

/** Every calendar job of the product. By the project's time zone, in the quiet hours, each after what it builds on. */
export const SCHEDULE: Readonly<Record<ScheduledName, Cadence>> = {
  'refresh-profiles': { kind: 'daily', hour: 2, minute: 0 },
  // Customers whom events brought, and what a stop left behind: nothing when nothing changed.
  'catch-up-profiles': { kind: 'every', minutes: 60 },
  'score-customers': { kind: 'daily', hour: 2, minute: 30 },
  'score-value': { kind: 'daily', hour: 2, minute: 45 },
  // Learns every four weeks, scores every night: after the customers, whose horizon it shares.
  'renew-accounts': { kind: 'daily', hour: 2, minute: 50 },
  'renew-forecast': { kind: 'daily', hour: 3, minute: 0 },
  'renew-recommend': { kind: 'daily', hour: 3, minute: 15 },
  // Looks every night, trains when it is due: after a quarter, on drift, or when accuracy fell.
  'retrain-churn': { kind: 'daily', hour: 3, minute: 30 },
  'retrain-value': { kind: 'monthly', day: 1, hour: 4, minute: 0 },
  'renew-clusters': { kind: 'monthly', day: 1, hour: 4, minute: 30 },
  // Lets the rows of merged customers name them; before it they are looked up.
  'settle-merges': { kind: 'daily', hour: 1, minute: 30 },
  // The rules of quality over what is stored, and what came in the day before.
  'check-quality': { kind: 'daily', hour: 1, minute: 45 },
  'clear-jobs': { kind: 'daily', hour: 1, minute: 0 },
  // Each table has a rhythm of its own; this looks which are due.
  'start-syncs': { kind: 'every', minutes: 5 },
  // Who entered and left by time, scores and tiers; those who did something are looked at as it is stored.
  'refresh-segments': { kind: 'every', minutes: 30 },
  // After profiles and scores, so that the size of a day is that of its data.
  // After profiles, scores and values, which parts of portraits ask for.
  'renew-portraits': { kind: 'daily', hour: 4, minute: 0 },
  'count-segments': { kind: 'daily', hour: 4, minute: 30 },
  // Those of somebody who did something are worked out as it is stored.
  'renew-tags': { kind: 'every', minutes: 60 },
  'renew-static-tags': { kind: 'monthly', day: 1, hour: 5, minute: 0 },
}

/** So long a load waits for more once it knows that something came in: few large blocks cost the engine less than many small ones. */
export const GATHER_MS = 100

/** Work that each node does again a short while after it ended, by timer: milliseconds of rest between two rounds. */
export const ROUNDS = {
  'load-inbox': 1_000,
  'settle-identity': 5_000,
  'copy-consents': 1_000,
  'copy-accounts': 1_000,
  'follow-segments': 500,
  // A round costs the engine seconds however few did something, and signals of segments go before it.
  'follow-tags': 5_000,
  'take-webhooks': 1_000,
  'read-shops': 5_000,
  'ask-providers': 5_000,
  'read-bounces': 5_000,
  'tell-team': 5_000,
  'follow-broadcasts': 2_000,
  // Which occurrences of series have come, to the half minute.
  'follow-series': 15_000,
  'send-messages': 3_000,
  'run-journeys': 1_000,
  'schedule-journeys': 15_000,
  'keep-journeys': 60_000,
  'ask-about-sends': 30_000,
  'adopt-receipts': 3_000,
  // Openids that came with records of customers; whoever is sent to or looked at has theirs before that.
  'adopt-addresses': 300_000,
  'place-tasks': 5_000,
  'deliver-webhooks': 5_000,
  'read-signals': 1_000,
  'read-journeys': 250,
  'clear-uploads': 5 * MINUTE_MS,
  'end-sessions': HOUR_MS,
  'clear-signals': HOUR_MS,
} as const
