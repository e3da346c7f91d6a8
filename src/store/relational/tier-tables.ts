import type { Generated, JSONColumnType } from 'kysely'

export interface TierSchemesTable {
  version: number
  scheme: JSONColumnType<object, string, string>
  author: string
  note: Generated<string>
  created_at: Date
}

export interface ProfileRunsTable {
  as_of: Date
  scheme_version: number
  cutoffs: JSONColumnType<object, string, string>
}
