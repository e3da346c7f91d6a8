import type { ContactVerdict } from './policy/judge-contact.ts'
import type { ClaimedSend } from './send-store.ts'

/**
 * Says of sends that are about to leave whether they may: caps, quiet hours, control groups, one offer at a time. Asked when a send is claimed and again
 * right before it is handed over; consent, addresses and expiry are checked by the sender itself.
 */
export interface ContactPolicy {
  /** A verdict for each send, in their order. The sends are claimed, so their own rows must not count as earlier contacts. */
  check(sends: readonly ClaimedSend[], now: Date): Promise<readonly ContactVerdict[]>
}

/** Lets everything leave: for installations and tests without rules of contact. */
export const NO_POLICY: ContactPolicy = { check: (sends) => Promise.resolve(sends.map(() => ({ kind: 'allowed' }) as const)) }
