import type { Readable } from 'node:stream'
import type { Scope } from '#access/scope.ts'
import type { CustomerCare } from '#act/customer-care.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Static } from '../shared-schemas.ts'
import type { Customer360, CustomerQuery, CustomerRow, TimelineEntry, TimelineKind } from './customer-schemas.ts'

export type CustomerFilter = Omit<Static<typeof CustomerQuery>, 'cursor' | 'limit' | 'q'> & {
  /** Only these customers: the answer of an exact look-up. */
  readonly ids?: readonly string[]
}

/** Customers as both stores know them. */
export interface CustomerReads {
  customers(scope: Scope, filter: CustomerFilter, page: PageRequest & { readonly withTotal: boolean }): Promise<Page<CustomerRow>>
  /** Ids of the customers that match, at most `limit`. */
  customerIds(scope: Scope, filter: CustomerFilter, limit: number): Promise<readonly string[]>
  /** What analysis knows of the customers that match, as a Parquet file: ids and figures, nothing personal. */
  customersParquet(scope: Scope, filter: CustomerFilter): Promise<Readable>
  customer(scope: Scope, id: string): Promise<Customer360 | null>
  /** Null when there is no such customer. */
  timeline(
    scope: Scope,
    id: string,
    page: PageRequest & { readonly kind: TimelineKind | null; readonly withNotes: boolean },
  ): Promise<Page<TimelineEntry> | null>
}

export interface CustomerVault {
  /** Customers with exactly this phone, email, member number, custom id or customer id. */
  find(scope: Scope, text: string): Promise<readonly string[]>
  /** The values in clear; null when there is no such customer. */
  reveal(scope: Scope, customerId: string, kind: string): Promise<readonly string[] | null>
}

/** What finding chosen customers needs. */
export interface SelectionParts {
  readonly reads: Pick<CustomerReads, 'customerIds'>
  readonly vault: Pick<CustomerVault, 'find'>
  readonly care: Pick<CustomerCare, 'survivors'>
}
