import type { RefusedMessage, SourceCount } from '#collect/tracking/load-events.ts'
import type { OriginEdge } from '#identity/origin-mapping.ts'
import type { NewEdge, NewIdentifier } from '#identity/identity-store.ts'
import type { KnownAttribute } from '#identity/plan-traits.ts'
import type { Statement } from '#identity/survivorship/word.ts'

/*
 * What the relational store of the simulation holds. Rows and tables are never changed, only replaced: a table that somebody has read stays as it was, so that
 * a transaction is a value, and what a crash takes away is a pointer set back.
 */

export interface InboxRow {
  readonly id: number
  /** As it lies on disk. */
  readonly payload: string
}

export interface HeldRow extends RefusedMessage {
  readonly id: string
  readonly state: 'open' | 'resolved'
}

export interface CustomerRow {
  readonly id: string
  readonly dataKey: Buffer
  readonly source: string
  readonly createdAt: Date
  readonly mergedInto: string | null
  readonly name: Buffer | null
  readonly maskedName: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly registeredAt: Date | null
  readonly isTest: boolean
}

export interface EdgeRow extends NewEdge {
  readonly id: string
  readonly removes: string | null
}

export interface PeopleTables {
  readonly customers: ReadonlyMap<string, CustomerRow>
  /** By `keyOf`. */
  readonly identifiers: ReadonlyMap<string, NewIdentifier>
  readonly edges: readonly EdgeRow[]
  /** By device and person. */
  readonly devicePeople: ReadonlyMap<string, { readonly deviceId: string; readonly personId: string }>
  /** What each speaker says of each record. */
  readonly said: ReadonlyMap<string, Statement>
  /** That traits made. */
  readonly attributes: readonly KnownAttribute[]
}

export interface SimTables {
  readonly inbox: ReadonlyMap<number, InboxRow>
  readonly nextInboxId: number
  /** Messages of each source that were ever put into the inbox by a sender: what the counters are held against. */
  readonly arrived: ReadonlyMap<string, number>
  readonly counts: ReadonlyMap<string, SourceCount>
  readonly held: ReadonlyMap<string, HeldRow>
  /** One entry for each time that a stored event was there to be signalled. */
  readonly signalled: readonly string[]
  /** What customers said to the purpose of the asking source. */
  readonly consents: ReadonlyMap<string, boolean>
  readonly people: PeopleTables
}

export const EMPTY_TABLES: SimTables = {
  inbox: new Map(),
  nextInboxId: 1,
  arrived: new Map(),
  counts: new Map(),
  held: new Map(),
  signalled: [],
  consents: new Map(),
  people: { customers: new Map(), identifiers: new Map(), edges: [], devicePeople: new Map(), said: new Map(), attributes: [] },
}

/** The customer of a record now. */
export function nowOf({ customers }: PeopleTables, id: string): string {
  return customers.get(id)?.mergedInto ?? id
}

export const JOINING: ReadonlySet<string> = new Set(['merged', 'bound'])

/** Edges that join records, and those that take one back, as identity reads them. */
export function joiningEdges(edges: readonly EdgeRow[]): OriginEdge[] {
  return edges.flatMap(({ id, rule, customerId, otherCustomerId, removes }): OriginEdge[] => {
    if (removes !== null) return [{ id, removes }]
    return JOINING.has(rule) && customerId !== null && otherCustomerId !== null ? [{ id, a: customerId, b: otherCustomerId }] : []
  })
}
