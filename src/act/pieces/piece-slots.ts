/** A place of a message that a piece is chosen for. Its variables are those of its name: `piece.title`, `piece2.title`. */
export interface PieceSlot {
  /** `piece`, `piece2` to `piece5`. */
  readonly name: string
  /** Of one of these tags; empty: any. */
  readonly tags: readonly string[]
  /** Left out where no piece is left for the customer; otherwise the message is not made. */
  readonly optional: boolean
}

export const MOST_SLOTS = 5
const SLOT = /^(piece[2-5]?)\./u

export function slotName(i: number): string {
  return i === 0 ? 'piece' : `piece${i + 1}`
}

/** The number of a slot, from 1. */
export function slotNumber(name: string): number {
  return name === 'piece' ? 1 : Number(name.slice('piece'.length))
}

/** The slot that a variable is of; null: it is none of a piece. */
export function slotOf(variable: string): string | null {
  return SLOT.exec(variable)?.[1] ?? null
}

/**
 * The slots of one text in one language: those of its blocks in their order, and those whose variables stand in texts alone. The latter are optional in themselves: a text
 * that needs the variable is not made without it.
 */
export function slotsOf(
  blocks: readonly Omit<PieceSlot, 'name'>[],
  names: Iterable<string>,
  tags: readonly string[],
): readonly PieceSlot[] {
  const ofBlocks = blocks.slice(0, MOST_SLOTS).map(({ tags: asked, optional }, i) => ({ name: slotName(i), tags: asked, optional }))
  const known = new Set(ofBlocks.map(({ name }) => name))
  const ofTexts = new Set([...names].flatMap((name) => slotOf(name) ?? []).filter((name) => !known.has(name)))
  return [...ofBlocks, ...[...ofTexts].toSorted().map((name) => ({ name, tags, optional: true }))]
}
