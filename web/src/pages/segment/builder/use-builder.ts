import { createContext, useContext } from 'react'
import type { ConditionLanguage } from '#http/segment/condition-schemas.ts'
import type { DraftNode } from './draft.ts'

/** What every row of the builder knows. */
export interface Builder {
  readonly language: ConditionLanguage
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
