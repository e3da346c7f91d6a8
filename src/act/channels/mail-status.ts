/**
 * What an answer of a mail server, or a report about a mail, says of the recipient (RFC 3463). hard: the address is dead; soft: not now, and dead when it goes
 * on; policy: refused for what we are or wrote; no_fault: the recipient is well and this one mail was not taken.
 */
export type MailClass = 'hard' | 'soft' | 'policy' | 'no_fault'

export interface MailVerdict {
  readonly class: MailClass
  /** Whether it is final: 5 and not 4. */
  readonly isFinal: boolean
  readonly reason: string
}

/** x.y.z of the first place where a text has one after a reply code; null: none. */
export function enhancedOf(text: string): string | null {
  return /(?:^|[\s-])([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/u.exec(text.slice(0, 1_000))?.[1] ?? null
}

const DEAD = new Set(['1.1', '1.2', '1.3', '1.6', '1.10', '2.1'])
const FULL = new Set(['2.2'])
const TOO_LARGE = new Set(['2.3', '3.4'])

/**
 * By the enhanced status, else by the reply code of the recipient's step: without one 550, 551 and 553 mean a dead address there.
 * `code` is null in a report, which has none.
 */
export function mailVerdict(enhanced: string | null, code: number | null, step: 'recipient' | 'body' | 'report'): MailVerdict {
  if (enhanced === null) {
    const isFinal = (code ?? 500) >= 500
    const isDead = isFinal && step === 'recipient' && code !== null && [550, 551, 553].includes(code)
    const reason = isDead ? `hard_bounce_${code}` : isFinal ? `rejected_${code ?? 0}` : `smtp_${code ?? 0}`
    return { class: isDead ? 'hard' : isFinal ? 'no_fault' : 'soft', isFinal, reason }
  }
  const [kind = '', ...rest] = enhanced.split('.')
  const detail = rest.join('.')
  const isFinal = kind === '5'
  const subject = rest[0] ?? ''
  if (subject === '7') return { class: 'policy', isFinal, reason: 'mail_policy' }
  if (subject === '6') return { class: 'no_fault', isFinal, reason: 'mail_content' }
  if (TOO_LARGE.has(detail)) return { class: 'no_fault', isFinal, reason: 'mail_too_large' }
  if (DEAD.has(detail) && isFinal) return { class: 'hard', isFinal, reason: 'hard_bounce' }
  if (FULL.has(detail)) return { class: 'soft', isFinal, reason: 'mailbox_full' }
  if (subject === '4' || subject === '3') return { class: 'soft', isFinal, reason: subject === '4' ? 'mail_not_reached' : 'mail_system' }
  return { class: isFinal ? 'no_fault' : 'soft', isFinal, reason: isFinal ? 'mail_refused' : 'mail_later' }
}
