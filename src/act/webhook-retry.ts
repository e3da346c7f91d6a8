import type { Rng } from '#kernel/rng.ts'

/** Seconds to wait after attempt 1, 2, 3 … (Standard Webhooks 1.0, deliverability). After the last one the delivery has failed. */
const SCHEDULE_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const
const JITTER = 0.2

export interface WebhookStep {
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly delayMs: number
  /** The receiver said that it is gone for good. */
  readonly disable: boolean
}

/** What follows from an answer: 2xx is done, 410 ends the endpoint, anything else (redirects too, and no answer) is tried again. */
export function nextWebhookStep(status: number | null, attempts: number, rng: Rng): WebhookStep {
  const code = status ?? 0
  if (code >= 200 && code < 300) return { state: 'delivered', delayMs: 0, disable: false }
  if (code === 410) return { state: 'failed', delayMs: 0, disable: true }
  const wait = SCHEDULE_SECONDS[attempts - 1]
  if (wait === undefined) return { state: 'failed', delayMs: 0, disable: false }
  return { state: 'pending', delayMs: Math.round(wait * 1_000 * rng.uniform(1 - JITTER, 1 + JITTER)), disable: false }
}
