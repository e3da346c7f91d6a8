import type { SkipReason } from './skip-reason.ts'

/** The checks of one strategy in order: the later the check that fails, the nearer the customer came to a contact. */
export const CHECKS = [
  'no_strategy',
  'cooldown',
  'no_consent',
  'no_address',
  'suppressed',
  'global_control',
  'held_out_contact',
  'channel_not_ready',
  'risk_untested',
  'negative_gain',
] as const satisfies readonly SkipReason[]
/** Every check passed. */
export const ELIGIBLE: number = CHECKS.length

const FIRST = 'a'.charCodeAt(0)

/** The checks of a customer as the ledger keeps them: a letter for each strategy of the run, in its order. */
export function checkLetters(codes: Uint8Array): string {
  return String.fromCharCode(...codes.map((code) => FIRST + code))
}

/** The check that each strategy failed; null: none. */
export function failedChecks(letters: string): (SkipReason | null)[] {
  return [...letters].map((letter) => {
    const code = letter.charCodeAt(0) - FIRST
    return code === ELIGIBLE ? null : (CHECKS[code] ?? 'no_strategy')
  })
}
