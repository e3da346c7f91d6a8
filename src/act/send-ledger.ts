import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendState } from '#decide/decision.ts'

/** A worker holds a send for at most this long; past it, someone else may look at it. */
export const LEASE_MS = 60_000
export const MAX_ATTEMPTS = 5

/** Minutes to wait before attempt 2, 3, 4 and 5. */
const BACKOFF_MINUTES = [1, 5, 30, 120] as const

/** What can happen to a send. */
export type SendEvent =
  | { readonly kind: 'claim' }
  /** Committed before the first byte goes out: from here on, silence means "uncertain". */
  | { readonly kind: 'hand' }
  | { readonly kind: 'delivered'; readonly providerId: string | null }
  /** The provider said no for good. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The provider said no for now, or was not reached: nothing was accepted. */
  | { readonly kind: 'deferred'; readonly reason: string }
  /** The connection broke after the message began: nobody can tell. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'suppress'; readonly reason: string }
  | { readonly kind: 'lease_expired' }

export interface SendFacts {
  readonly state: SendState
  readonly attempts: number
  readonly channel: Channel
}

export interface SendChange {
  readonly state: SendState
  readonly attempts: number
  readonly reason: string
  /** Milliseconds until the send is due again; only for `planned`. */
  readonly delayMs: number
}

/**
 * The one place that says what may follow what. Null: the event does not apply, and the caller must do nothing.
 *
 * planned -> claimed -> handed -> delivered | failed | uncertain, or suppressed. A claim that runs out before `handed` goes back to planned,
 * since nothing can have left. One that runs out after it is uncertain and never sent again by itself, except on channels whose effect lies in our
 * own database under the send key, where doing it twice is doing it once. A late answer of the worker that handed it over settles an uncertain send.
 */
export function nextSendState(send: SendFacts, event: SendEvent): SendChange | null {
  const { state, attempts } = send
  const to = (next: SendState, reason = '', delayMs = 0): SendChange => ({ state: next, attempts, reason, delayMs })
  switch (event.kind) {
    case 'claim':
      return state === 'planned' ? to('claimed') : null
    case 'hand':
      return state === 'claimed' ? { ...to('handed'), attempts: attempts + 1 } : null
    case 'delivered':
      return answerable(state) ? to('delivered') : null
    case 'rejected':
      return answerable(state) || state === 'claimed' ? to('failed', event.reason) : null
    case 'deferred':
      if (!answerable(state)) return null
      if (attempts >= MAX_ATTEMPTS) return to('failed', event.reason)
      return to('planned', event.reason, retryDelayMs(attempts))
    case 'unknown':
      return state === 'handed' ? to('uncertain', event.reason) : null
    case 'suppress':
      return state === 'planned' || state === 'claimed' ? to('suppressed', event.reason) : null
    case 'lease_expired':
      if (state === 'claimed') return to('planned')
      if (state === 'handed') return isIdempotent(send.channel) ? to('planned', 'sender_lost') : to('uncertain', 'sender_lost')
      return null
  }
}

/** Whether the effect of a channel is one of our rows under the send key, so that repeating it is harmless. */
export function isIdempotent(channel: Channel): boolean {
  return !isDirect(channel)
}

/** Wait before the next attempt, after `attempts` that did not get through. */
export function retryDelayMs(attempts: number): number {
  return (BACKOFF_MINUTES[Math.min(Math.max(attempts, 1), BACKOFF_MINUTES.length) - 1] ?? 1) * 60_000
}

function answerable(state: SendState): boolean {
  return state === 'handed' || state === 'uncertain'
}
