import type { Generated, JSONColumnType } from 'kysely'

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
  /** Other customers that named it. */
  named_by: Generated<string[]>
}

export interface IdentityRulesTable {
  version: number
  rules: JSONColumnType<object, string, string>
  author: string
  note: Generated<string>
  created_at: Date
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
  /** Null where a value names nobody. */
  customer_id: string | null
  other_customer_id: string | null
  rule: string
  kind: string
  blind_index: Buffer
  masked: Generated<string>
  /** What the record named beside it. */
  with_kind: string | null
  with_index: Buffer | null
  reason: Generated<string>
  source: string
  seen_at: Date
  /** Of rule `ended`: when the value was last used. */
  until: Date | null
  created_at: Date
  actor: Generated<string>
  /** Of rule `separated`: the merge that is taken back. */
  removes: number | null
  /** Of rule `merged`: whether it may be. */
  reversible: Generated<boolean>
}

export interface CustomerStatementsTable {
  customer_id: string
  said_by: string
  source: string
  said_at: Date
  words: JSONColumnType<object, string, string>
}

export interface SurvivorshipRulesTable {
  fact: string
  version: number
  rule: string
  sources: string[]
  author: string
  note: string
  created_at: Date
}

export interface AttributeDefinitionsTable {
  name: string
  label: string
  type: string
  personal: boolean
  heading: string
  /** An import, or a source where traits made it. */
  made_by: string
  created_at: Date
  by_traits: Generated<boolean>
  removed_at: Date | null
}

/** Traits of identify calls that are no values of attributes, counted. */
export interface LeftOutTraitsTable {
  source: string
  trait: string
  reason: string
  count: number
  last_at: Date
}
