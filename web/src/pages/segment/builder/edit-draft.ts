import { emptyRow, freshId, hasParts, isGroup } from './draft.ts'
import type { DraftNode } from './draft.ts'

/*
 * What can be done to the rows of a draft. Each answers a new draft; what was not touched stays the same object.
 */

/** Changes the row of an id. */
export function changeNode(root: DraftNode, id: number, change: (node: DraftNode) => DraftNode): DraftNode {
  if (root.id === id) return change(root)
  return inParts(root, (parts) => {
    const next = parts.map((part) => changeNode(part, id, change))
    return next.some((part, i) => part !== parts[i]) ? next : parts
  })
}

/** Takes a row out, and with it a group that would be left empty. */
export function removeNode(root: DraftNode, id: number): DraftNode {
  return inParts(root, (parts) => {
    const next = parts.flatMap((part) => {
      if (part.id === id) return []
      const kept = removeNode(part, id)
      return kept !== part && isGroup(kept.base) && kept.base.parts.length === 0 ? [] : [kept]
    })
    return next.length === parts.length && next.every((part, i) => part === parts[i]) ? parts : next
  })
}

/** Puts a row behind another. */
export function insertAfter(root: DraftNode, id: number, row: DraftNode): DraftNode {
  return inParts(root, (parts) => {
    const at = parts.findIndex((part) => part.id === id)
    if (at >= 0) return [...parts.slice(0, at + 1), row, ...parts.slice(at + 1)]
    const next = parts.map((part) => insertAfter(part, id, row))
    return next.some((part, i) => part !== parts[i]) ? next : parts
  })
}

/** Puts a row at the end of a group. */
export function addTo(root: DraftNode, groupId: number, row: DraftNode): DraftNode {
  return changeNode(root, groupId, (node) =>
    hasParts(node.base) ? { ...node, base: { ...node.base, parts: [...node.base.parts, row] } } : node,
  )
}

/** Changes places with the row before (-1) or behind it (1) in the same group; stays where there is none. */
export function moveNode(root: DraftNode, id: number, by: -1 | 1): DraftNode {
  return inParts(root, (parts) => {
    const at = parts.findIndex((part) => part.id === id)
    const other = parts[at + by]
    if (at >= 0) {
      if (other === undefined) return parts
      const row = parts[at] as DraftNode
      return parts.map((part) => (part === row ? other : part === other ? row : part))
    }
    const next = parts.map((part) => moveNode(part, id, by))
    return next.some((part, i) => part !== parts[i]) ? next : parts
  })
}

/** Puts a row into a group of its own, with an empty row beside it. */
export function groupNode(root: DraftNode, id: number): DraftNode {
  return changeNode(root, id, (node) => ({
    id: freshId(),
    wraps: [],
    base: { kind: 'group', join: 'any', parts: [node, emptyRow()] },
  }))
}

/** The same row once more, behind it, with ids of its own. */
export function duplicateNode(root: DraftNode, id: number): DraftNode {
  const found = nodeOf(root, id)
  return found === undefined ? root : insertAfter(root, id, withFreshIds(found))
}

export function nodeOf(root: DraftNode, id: number): DraftNode | undefined {
  if (root.id === id) return root
  if (!hasParts(root.base)) return undefined
  for (const part of root.base.parts) {
    const found = nodeOf(part, id)
    if (found !== undefined) return found
  }
  return undefined
}

function withFreshIds(node: DraftNode): DraftNode {
  const { base } = node
  const fresh = { ...node, id: freshId() }
  if (hasParts(base)) return { ...fresh, base: { ...base, parts: base.parts.map(withFreshIds) } }
  const renewed = <T extends { readonly id: number }>(one: T): T => ({ ...one, id: freshId() })
  if (base.kind === 'did') return { ...fresh, base: { ...base, where: base.where.map(renewed) } }
  if (base.kind !== 'sequence') return fresh
  return { ...fresh, base: { ...base, steps: base.steps.map((step) => renewed({ ...step, where: step.where.map(renewed) })) } }
}

function inParts(node: DraftNode, change: (parts: readonly DraftNode[]) => readonly DraftNode[]): DraftNode {
  if (!hasParts(node.base)) return node
  const parts = change(node.base.parts)
  return parts === node.base.parts ? node : { ...node, base: { ...node.base, parts } }
}
