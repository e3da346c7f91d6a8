import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '#kernel/app-error.ts'
import { SECOND_MS } from '#kernel/clock.ts'

/** What was sent to the tracking API and accepted. */
export interface SentCounts {
  batches: number
  /** Messages sent, repeats and refused ones included. */
  messages: number
  repeats: number
  withoutId: number
}

export interface TrackingSenderOptions {
  /** Base URL of the product, without /v1. */
  readonly baseUrl: string
  readonly writeKey: string
  /** Concurrent requests. Default 2. */
  readonly parallel?: number
}

interface Sendable {
  readonly body: string
  readonly messages?: number
  readonly repeats?: number
  readonly withoutId?: number
}

const ATTEMPTS = 20

/** Posts batches to POST /v1/batch as the Segment libraries do: 429 and 5xx are retried, any other failure throws an error. */
export async function sendTrackingBatches(
  batches: Iterable<Sendable> | AsyncIterable<Sendable>,
  options: TrackingSenderOptions,
): Promise<SentCounts> {
  const counts: SentCounts = { batches: 0, messages: 0, repeats: 0, withoutId: 0 }
  const parallel = options.parallel ?? 2
  const underWay = new Set<Promise<void>>()
  for await (const batch of batches) {
    counts.batches += 1
    counts.messages += batch.messages ?? 1
    counts.repeats += batch.repeats ?? 0
    counts.withoutId += batch.withoutId ?? 0
    const sending: Promise<void> = post(batch.body, options).finally(() => underWay.delete(sending))
    underWay.add(sending)
    if (underWay.size >= parallel) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  return counts
}

async function post(body: string, options: TrackingSenderOptions): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${options.writeKey}:`).toString('base64')}`
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${options.baseUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    })
    await response.arrayBuffer()
    if (response.ok) return
    const again = response.status === 429 || response.status >= 500
    if (!again || attempt >= ATTEMPTS) {
      throw new AppError(
        'unavailable',
        'tracking-api-failed',
        `POST /v1/batch answered ${response.status}; check the write key and the server's log.`,
      )
    }
    const after = Number(response.headers.get('retry-after'))
    await wait(after > 0 ? after * SECOND_MS : Math.min(2 * SECOND_MS, 50 * 2 ** attempt))
  }
}
