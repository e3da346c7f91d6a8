import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Owner } from '../identity-claim.ts'
import type { CustomerRow } from '../import/customer-row-step.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { SAID_BY_EVENT } from '../said-by.ts'
import { type NotedSignUp, placesOf } from './sign-up.ts'

/** What events say of where their senders signed up. */
export function eventSignUps(events: readonly StoredEvent[]): NotedSignUp[] {
  return events.flatMap(({ signUp, customerId, originId }) =>
    signUp === undefined || customerId === NO_CUSTOMER ? [] : [{ ...signUp, originId, saidBy: SAID_BY_EVENT }],
  )
}

/** What a registration says of it: nothing without its time. */
export function rowSignUp(row: CustomerRow, { originId }: Owner, saidBy: string, secret: string): NotedSignUp[] {
  if (row.registeredAt === undefined) return []
  const places = placesOf({ address: row.registeredIp, device: row.registeredDevice }, secret)
  return places.length === 0 ? [] : [{ places, at: row.registeredAt, isStated: true, originId, saidBy }]
}
