import { hash } from 'node:crypto'

const MASK = 0xffff_ffff_ffff_ffffn

/**
 * 64-bit key of what a record says (the first bytes of SHA-256). `salt` is a secret of the installation: without it the key of a line
 * would give a phone number away to whoever tries all of them. Two of ten million different records share a key with probability 3e-6.
 */
export function contentKey(salt: string, kind: string, fields: readonly string[]): bigint {
  return hash('sha256', `${salt}\u0000${kind}\u0000${fields.join('\u0001')}`, 'buffer').readBigUInt64BE(0)
}

/** The key of the n-th exact copy of a record: its content key for n = 0, and another, always the same, for each later copy. */
export function copyKey(key: bigint, copy: number): bigint {
  return copy === 0 ? key : ((key ^ 0x9e37_79b9_7f4a_7c15n) + BigInt(copy) * 0xbf58_476d_1ce4_e5b9n) & MASK
}
