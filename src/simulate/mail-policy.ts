import { hashUnit } from '#kernel/rng.ts'

/** How the receiving server treats an address. `defer`: temporarily rejected the first time, accepted the second. */
export type MailVerdict = 'deliver' | 'bounce' | 'defer'

const BOUNCE_SHARE = 0.03
const DEFER_SHARE = 0.02

/** Some addresses no longer exist and some servers are busy: fixed per address, so that the expected result is known beforehand. */
export function mailVerdict(seed: string, address: string): MailVerdict {
  const u = hashUnit(`${seed}/mailbox/${address.trim().toLowerCase()}`)
  return u < BOUNCE_SHARE ? 'bounce' : u < BOUNCE_SHARE + DEFER_SHARE ? 'defer' : 'deliver'
}
