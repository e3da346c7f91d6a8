import type { BlockReason, HeldOut, Reach } from './candidate.ts'
import { contactBlock } from './candidate.ts'
import type { Channel } from './strategy.ts'

/**
 * Who of some customers can be contacted, as columns: for each channel one byte a customer, and for each kind of address 64 bits of its blind index, of which zero is none.
 * A million customers on six channels are too many for an object each.
 */
export interface ReachBlock {
  /** By channel in the order that was asked, then by customer: as `reachByte` says. */
  readonly bytes: readonly Uint8Array[]
  /** By kind of address: two words a customer. Two customers with the same words share an address. */
  readonly addresses: readonly Uint32Array[]
}

const HELD_OUT: readonly (HeldOut | null)[] = [null, 'global_control', 'held_out_contact']
const CONSENTS: readonly (boolean | null)[] = [null, false, true]

/** What is known of a customer on one channel, in a byte; 0: nothing, since there is no such customer. */
export function reachByte({
  hasAddress,
  consent,
  suppressed,
  heldOut,
}: Pick<Reach, 'hasAddress' | 'consent' | 'suppressed' | 'heldOut'>): number {
  return 1 + (hasAddress ? 1 : 0) + 2 * (suppressed ? 1 : 0) + 4 * CONSENTS.indexOf(consent) + 12 * HELD_OUT.indexOf(heldOut ?? null)
}

/** Bytes there are. */
export const REACH_BYTES = 1 + 2 * 2 * 3 * 3

/** Why each byte may not be contacted on a channel, or null. */
export function blocksOf(channel: Channel): readonly (BlockReason | null)[] {
  return Array.from({ length: REACH_BYTES }, (_, byte) => {
    if (byte === 0) return contactBlock(channel, undefined)
    const known = byte - 1
    return contactBlock(channel, {
      hasAddress: known % 2 === 1,
      suppressed: Math.floor(known / 2) % 2 === 1,
      consent: CONSENTS[Math.floor(known / 4) % 3] ?? null,
      heldOut: HELD_OUT[Math.floor(known / 12)] ?? null,
    })
  })
}

/** The block of customers whose reach is there as objects, by channel and customer; every hash is an address of its own kind. */
export function reachBlockOf(
  customerIds: readonly string[],
  channels: readonly Channel[],
  reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>,
): ReachBlock {
  const numbers = new Map<string, number>()
  return {
    bytes: channels.map((channel) =>
      Uint8Array.from(customerIds, (id) => {
        const row = reach.get(channel)?.get(id)
        return row === undefined ? 0 : reachByte(row)
      }),
    ),
    addresses: [...reach.values()].map((rows) => {
      const words = new Uint32Array(customerIds.length * 2)
      for (const [i, id] of customerIds.entries()) {
        const hash = rows.get(id)?.contactHash ?? null
        if (hash === null) continue
        const number = numbers.get(hash) ?? numbers.size + 1
        numbers.set(hash, number)
        words[i * 2] = number
      }
      return words
    }),
  }
}
