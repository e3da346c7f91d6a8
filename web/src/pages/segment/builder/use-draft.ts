import { useCallback, useMemo, useState } from 'react'
import type { Condition } from '#http/segment/condition-schemas.ts'
import { conditionOfDraft } from './condition-of-draft.ts'
import type { ConditionOfDraft } from './condition-of-draft.ts'
import { draftOf, emptyRow, freshId, isGroup } from './draft.ts'
import type { DraftNode } from './draft.ts'
import { addTo, insertAfter, removeNode } from './edit-draft.ts'
import { changed, historyOf, redone, undone } from './history.ts'
import type { History } from './history.ts'
import type { Builder } from './use-builder.ts'

export interface DraftState extends Pick<Builder, 'edit' | 'add' | 'remove' | 'focusId'> {
  readonly root: DraftNode
  readonly said: ConditionOfDraft
  /** Something was changed since the page was opened. */
  readonly isChanged: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly undo: () => void
  readonly redo: () => void
  /** Puts another condition in, as one step. */
  readonly replace: (condition: Condition) => void
}

/** The condition that is being edited, with all that was there before. */
export function useDraft(start: Condition): DraftState {
  const [first] = useState(() => draftOf(start))
  const [history, setHistory] = useState<History<DraftNode>>(() => historyOf(first))
  const [focusId, setFocusId] = useState<number | null>(null)
  const root = history.present
  const said = useMemo(() => conditionOfDraft(root), [root])
  const edit = useCallback((change: (root: DraftNode) => DraftNode, by = '') => {
    setHistory((before) => changed(before, change(before.present), by))
  }, [])
  const add = useCallback(
    (where: { readonly after: number } | { readonly in: number }, as: 'row' | 'group' = 'row') => {
      const row = emptyRow()
      const added: DraftNode = as === 'row' ? row : { id: freshId(), wraps: [], base: { kind: 'group', join: 'any', parts: [row] } }
      setFocusId(row.id)
      edit((before) => ('in' in where ? addTo(before, where.in, added) : insertAfter(before, where.after, added)))
    },
    [edit],
  )
  const remove = useCallback(
    (id: number) => {
      setFocusId(null)
      focusAfterRemoval(id)
      edit((before) => removeNode(before, id))
    },
    [edit],
  )
  return {
    root,
    said,
    focusId,
    edit,
    add,
    remove,
    isChanged:
      root !== first && !(isGroup(root.base) && root.base.parts.length === 0 && isGroup(first.base) && first.base.parts.length === 0),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => setHistory(undone),
    redo: () => setHistory(redone),
    replace: (condition) => edit(() => draftOf(condition)),
  }
}

/** The focus goes to the button that adds to the group of a row, so that it is not lost with the row. */
function focusAfterRemoval(id: number): void {
  const row = document.querySelector(`li[data-row="${id}"]`)
  row?.closest('.cond-group')?.querySelector<HTMLElement>(':scope > .cond-add button')?.focus()
}
