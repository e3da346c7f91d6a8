import type { Generated } from 'kysely'

export interface IdentifiersTable {
  kind: string
  blind_index: Buffer
  customer_id: string
  /** The record that it was first put on. */
  origin_id: string
  ciphertext: Buffer
  masked: string
  source: string
  first_seen_at: Date
  last_seen_at: Date
}

/** Who identified on which device. */
export interface DevicePeopleTable {
  device_id: string
  person_id: string
  masked: string
  source: string
  seen_at: Date
}

export interface IdentityEdgesTable {
  id: Generated<number>
  customer_id: string
  other_customer_id: string | null
  rule: string
  kind: string
  blind_index: Buffer
  source: string
  created_at: Date
  actor: Generated<string>
  /** Of rule `separated`: the merge that is taken back. */
  removes: number | null
  /** Of rule `merged`: whether it may be. */
  reversible: Generated<boolean>
}
