import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendState } from '#decide/decision.ts'
import type { Outcome } from './providers/provider.ts'

/** A worker holds a send for at most this long; past it, someone else may look at it. */
export const LEASE_MS = 60_000
export const MAX_ATTEMPTS = 5

/** Minutes to wait before attempt 2, 3, 4 and 5. */
const BACKOFF_MINUTES = [1, 5, 30, 120] as const
/** No provider is taken at its word for longer. */
const LONGEST_WAIT_MS = 24 * 3_600_000
/** Before a send whose account was halted is looked at again; as long as the account is halted nothing is claimed for it. */
const HALT_DELAY_MS = 60_000
/** Before a send whose template was refused is tried again: somebody has to mend the template first. */
const TEMPLATE_DELAY_MS = 3_600_000
/** A claim that lasts longer than this was made by a clock that was set back since: it is looked at like one that ran out. */
export const LONGEST_LEASE_MS = 3 * LEASE_MS
/** A message is repeated under the same key only while so much of the provider's promise is left. */
export const REPEAT_MARGIN_MS = 120_000

/** What a provider's answer settles. That it accepted changes nothing of these but the state. */
export const ANSWERABLE: readonly SendState[] = ['handed', 'uncertain']

/** What can happen to a send. */
export type SendEvent =
  | { readonly kind: 'claim' }
  /** Committed before the first byte goes out: from here on, silence means "uncertain". */
  | { readonly kind: 'hand' }
  /** `mayBeOut`: an attempt before this one may have been accepted. */
  | (Outcome & { readonly mayBeOut?: boolean })
  | { readonly kind: 'suppress'; readonly reason: string }
  /** Not now; with `accountId`, by no other account. */
  | { readonly kind: 'wait'; readonly reason: string; readonly until: Date; readonly accountId?: string }
  /** This channel cannot reach the customer: another one of the send is tried. */
  | { readonly kind: 'reroute'; readonly reason: string; readonly channel: Channel; readonly nextChannels: readonly Channel[] }
  | { readonly kind: 'lease_expired' }
  /** The provider's promise to send it once is over, or nearly. */
  | { readonly kind: 'repeat_lapsed' }
  /** The provider says later that it arrived, or that it did not. */
  | { readonly kind: 'receipt'; readonly arrived: boolean; readonly reason: string }
  /** The provider, which lists all that it took, does not have it. */
  | { readonly kind: 'not_sent' }
  /** A person says that what it waits for is mended. */
  | { readonly kind: 'try_now'; readonly reason: string }

export interface SendFacts {
  readonly state: SendState
  readonly attempts: number
  readonly channel: Channel
  /** Until then the account that it was handed to sends it once however often it is handed over; null: it makes no such promise. */
  readonly repeatUntil?: Date | null
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
 * planned -> claimed -> handed -> accepted -> delivered | failed | uncertain, or suppressed. A claim that runs out before `handed` goes back to planned,
 * since nothing can have left. One that runs out after it is uncertain and never sent again by itself, except where doing it twice is doing it once: on
 * channels whose effect lies in our own database under the send key, and with providers that promise it for our key. A late answer of the worker that
 * handed it over settles an uncertain send.
 *
 * Receipts come again and again and in any order: that a message arrived holds whatever is said of it before or after.
 */
export function nextSendState(send: SendFacts, event: SendEvent, now: Date): SendChange | null {
  const { state, attempts } = send
  const to = (next: SendState, reason = '', delayMs = 0): SendChange => ({ state: next, attempts, reason, delayMs })
  const mayBeOut = (send.repeatUntil ?? null) !== null
  const givenUp = (outcome: { readonly reason: string; readonly mayBeOut?: boolean }): SendChange =>
    to(outcome.mayBeOut === true ? 'uncertain' : 'failed', outcome.reason)
  switch (event.kind) {
    case 'claim':
      return state === 'planned' ? to('claimed') : null
    case 'hand':
      return state === 'claimed' ? { ...to('handed'), attempts: attempts + 1 } : null
    case 'accepted':
    case 'delivered':
      return answerable(state) ? to(event.kind) : null
    case 'rejected':
      // Before it was handed over again, a refusal is our own and says nothing of the attempt before.
      if (state === 'claimed') return to(mayBeOut ? 'uncertain' : 'failed', event.reason)
      return answerable(state) ? to('failed', event.reason) : null
    case 'deferred':
      if (!answerable(state)) return null
      if (attempts >= MAX_ATTEMPTS) return givenUp(event)
      return to('planned', event.reason, Math.max(retryDelayMs(attempts), Math.min(event.retryAfterMs ?? 0, LONGEST_WAIT_MS)))
    case 'halted':
      if (!answerable(state)) return null
      if (event.what === 'account')
        return { ...to('planned', event.reason, untilMs(event.until, now, HALT_DELAY_MS)), attempts: attempts - 1 }
      if (attempts >= MAX_ATTEMPTS) return givenUp(event)
      return to('planned', event.reason, untilMs(event.until, now, TEMPLATE_DELAY_MS))
    case 'unknown':
      return state === 'handed' ? unsure(send, event.reason, now) : null
    case 'suppress':
      // Not repeated; but what became of the attempt before is not known.
      return state === 'planned' || state === 'claimed' ? to(mayBeOut ? 'uncertain' : 'suppressed', event.reason) : null
    case 'wait':
      return state === 'claimed' ? to('planned', event.reason, untilMs(event.until, now, 0)) : null
    case 'reroute':
      return state === 'claimed' ? to('planned', event.reason) : null
    case 'lease_expired':
      if (state === 'claimed') return to('planned')
      return state === 'handed' ? unsure(send, 'sender_lost', now) : null
    case 'repeat_lapsed':
      return (state === 'planned' || state === 'claimed') && mayBeOut ? to('uncertain', 'sender_lost') : null
    case 'receipt':
      return onReceipt(send, event)
    case 'try_now':
      if (state !== 'planned') return null
      // It is tried as often as one that was refused for the first time, but not beyond what may be out.
      return { ...to('planned', event.reason), attempts: mayBeOut ? attempts : Math.min(attempts, 1) }
    case 'not_sent':
      if (state !== 'uncertain') return null
      return attempts >= MAX_ATTEMPTS ? to('failed', 'not_sent') : to('planned', 'not_sent', retryDelayMs(attempts))
  }
}

/** Nobody knows what became of it. */
function unsure(send: SendFacts, reason: string, now: Date): SendChange {
  const { attempts } = send
  if (isIdempotent(send.channel)) return { state: 'planned', attempts, reason, delayMs: 0 }
  if (mayRepeat(send, now)) return { state: 'planned', attempts, reason, delayMs: retryDelayMs(1) }
  return { state: 'uncertain', attempts, reason, delayMs: 0 }
}

function onReceipt({ state, attempts }: SendFacts, { arrived, reason }: { readonly arrived: boolean; readonly reason: string }) {
  // Nothing of ours can have arrived, or it is known already.
  if (attempts === 0 || state === 'delivered') return null
  if (arrived) return { state: 'delivered', attempts, reason: '', delayMs: 0 } as const
  return state === 'handed' || state === 'accepted' || state === 'uncertain'
    ? ({ state: 'failed', attempts, reason, delayMs: 0 } as const)
    : null
}

/** Whether it is certain after an event that no attempt was accepted: then nothing binds the send to an account any more. */
export function forgetsAttempt(event: SendEvent): boolean {
  return event.kind === 'not_sent' || ((event.kind === 'deferred' || event.kind === 'halted') && event.mayBeOut !== true)
}

/** Whether a message may be handed over once more although the attempt before may have been accepted. */
export function mayRepeat({ attempts, repeatUntil }: Pick<SendFacts, 'attempts' | 'repeatUntil'>, now: Date): boolean {
  return (
    attempts < MAX_ATTEMPTS && repeatUntil !== undefined && repeatUntil !== null && repeatUntil.getTime() > now.getTime() + REPEAT_MARGIN_MS
  )
}

/** Whether the effect of a channel is one of our rows under the send key, so that repeating it is harmless. */
export function isIdempotent(channel: Channel): boolean {
  return !isDirect(channel)
}

/** Wait before the next attempt, after `attempts` that did not get through. */
export function retryDelayMs(attempts: number): number {
  return (BACKOFF_MINUTES[Math.min(Math.max(attempts, 1), BACKOFF_MINUTES.length) - 1] ?? 1) * 60_000
}

function untilMs(until: Date | undefined, now: Date, otherwise: number): number {
  return until === undefined ? otherwise : Math.max(0, until.getTime() - now.getTime())
}

function answerable(state: SendState): boolean {
  return ANSWERABLE.includes(state)
}
