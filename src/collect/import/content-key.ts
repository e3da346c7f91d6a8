import { hash } from 'node:crypto'

const MASK = 0xffff_ffff_ffff_ffffn

/**
 * 64-bit key of a record's content (the first bytes of SHA-256). `salt` is a secret of the installation: without it the key of a line
 * would reveal a phone number to anyone who tries all numbers. Two of ten million different records share a key with probability 3e-6.
 */
export function contentKey(salt: string, kind: string, content: string): bigint {
  // As hex, because creating a Buffer for each result takes as long as the hash.
  return BigInt(`0x${hash('sha256', `${salt}\u0000${kind}\u0000${content}`, 'hex').slice(0, 16)}`)
}

/** The key of an order line of a table whose rows have names of their own: what looks alike there is another line. Without a name it is that of the content. */
export function lineKey(salt: string, kind: string, content: string, rowKey: bigint | undefined): bigint {
  return contentKey(salt, kind, rowKey === undefined ? content : `${content}\u0000row ${rowKey}`)
}

/** The key of the n-th exact copy of a record: its content key for n = 0, and a different deterministic key for each later copy. */
export function copyKey(key: bigint, copy: number): bigint {
  return copy === 0 ? key : ((key ^ 0x9e37_79b9_7f4a_7c15n) + BigInt(copy) * 0xbf58_476d_1ce4_e5b9n) & MASK
}

/** The key of the refund line for the line with that key. */
export function refundKey(key: bigint): bigint {
  return key ^ 0xd6e8_feb8_6659_fd93n
}
