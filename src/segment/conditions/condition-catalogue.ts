import type { Grain } from './condition.ts'
import type { ConditionField } from './condition-field.ts'

/** What conditions of one project may name. */
export interface ConditionCatalogue {
  /** Of customers and of accounts. */
  readonly fields: ReadonlyMap<string, ConditionField>
  /** Segments of customers by id, with their names. */
  readonly segments: ReadonlyMap<string, string>
  /** Those of accounts. */
  readonly accountSegments: ReadonlyMap<string, string>
}

/** What the names of fields of accounts begin with; no others do. */
export const ACCOUNT_FIELD = 'account.'

/** What conditions of one grain may name. */
export function ofGrain(
  { fields, segments, accountSegments }: ConditionCatalogue,
  grain: Grain,
): Omit<ConditionCatalogue, 'accountSegments'> {
  const isOfAccounts = grain === 'accounts'
  return {
    fields: new Map([...fields].filter(([name]) => name.startsWith(ACCOUNT_FIELD) === isOfAccounts)),
    segments: isOfAccounts ? accountSegments : segments,
  }
}

/** The name of a segment of either grain. */
export function segmentName({ segments, accountSegments }: ConditionCatalogue, id: string): string | undefined {
  return segments.get(id) ?? accountSegments.get(id)
}

export function catalogueOf(
  fields: readonly ConditionField[],
  segments: ReadonlyMap<string, string> = new Map(),
  accountSegments: ReadonlyMap<string, string> = new Map(),
): ConditionCatalogue {
  return { fields: new Map(fields.map((field) => [field.name, field])), segments, accountSegments }
}
