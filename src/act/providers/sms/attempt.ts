import { outcomeOfSilence } from '../code-outcome.ts'
import { NoAnswer } from '../provider.ts'
import type { Outcome, ProbeResult } from '../provider.ts'

/** Within the half minute that a worker has for one attempt. */
export const SEND_TIMEOUT_MS = 20_000
export const READ_TIMEOUT_MS = 10_000

/** One attempt that never throws: without a whole answer it is deferred or unknown, by whether the request can have reached the provider. */
export async function attempt(send: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await send()
  } catch (error) {
    return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
  }
}

/** A connection check that never throws. */
export async function probeOrFailure(probe: () => Promise<ProbeResult>): Promise<ProbeResult> {
  try {
    return await probe()
  } catch (error) {
    const reason = error instanceof NoAnswer && error.message === 'address_not_allowed' ? 'address_not_allowed' : 'not_reached'
    return { ok: false, reason, said: error instanceof NoAnswer ? error.message : '', facts: [] }
  }
}

/** A question that never throws: without an answer nothing is known. */
export async function answerOrNull<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask()
  } catch {
    return null
  }
}

/** The connection check of an account that the provider refused, by the outcome that the same answer would be for a message. */
export function failedProbe(outcome: Outcome, said: string): ProbeResult {
  return { ok: false, reason: 'reason' in outcome ? outcome.reason : 'provider_error', said, facts: [] }
}
