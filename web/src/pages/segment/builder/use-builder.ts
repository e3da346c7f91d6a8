import { createContext, useContext } from 'react'
import type { ConditionLanguage, Grain } from '#http/segment/condition-schemas.ts'
import type { DraftNode } from './draft.ts'

/** What every row of the builder knows. */
export interface Builder {
  /** What the rows here may name: `fields` and `segments` are of their grain. */
  readonly language: ConditionLanguage
  readonly grain: Grain
  /** What rows of either grain may name. */
  readonly whole: ConditionLanguage
  /** Rows, properties and steps that lack something. */
  readonly gaps: ReadonlySet<number>
  /** The row, property or step that the server does not accept, and why. */
  readonly wrong: { readonly id: number; readonly text: string } | null
  /** The row whose menu has the focus once it is there. */
  readonly focusId: number | null
  /** @param by Changes by the same are undone at once. */
  readonly edit: (change: (root: DraftNode) => DraftNode, by?: string) => void
  /** Adds an empty row behind another, or at the end of a group, and goes there. */
  readonly add: (where: { readonly after: number } | { readonly in: number }, as?: 'row' | 'group') => void
  readonly remove: (id: number) => void
}

export const BuilderContext = createContext<Builder | null>(null)

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (builder === null) throw new Error('useBuilder needs a BuilderContext above it.')
  return builder
}

/** What rows of a grain may name. */
export function languageOfGrain(whole: ConditionLanguage, grain: Grain): ConditionLanguage {
  return grain === 'customers' ? whole : { ...whole, fields: whole.accountFields, segments: whole.accountSegments }
}
