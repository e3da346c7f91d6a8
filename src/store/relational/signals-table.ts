import type { Generated, JSONColumnType } from 'kysely'

export interface SignalReadersTable {
  name: string
  kinds: string[]
  takes_historical: Generated<boolean>
}

export interface SignalsTable {
  id: Generated<string>
  reader: string
  kind: string
  customer_id: string | null
  occurred_at: Date
  origin: string
  historical: boolean
  payload: JSONColumnType<object, string, string>
  recorded_at: Generated<Date>
  attempts: Generated<number>
  due_at: Generated<Date>
  lease_owner: string | null
  set_aside_at: Date | null
  reason: string | null
}
