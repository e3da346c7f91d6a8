import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { pieceValues } from '../pieces/piece-values.ts'
import type { PieceValues } from '../pieces/piece-values.ts'
import { slotNumber } from '../pieces/piece-slots.ts'
import type { ChosenPieces, PieceUse } from '../pieces/piece-ports.ts'
import { withUtm } from './content-links.ts'
import type { LinkTarget } from './content-ports.ts'
import { targetCode } from './link-codes.ts'
import type { UtmTags } from './message-content.ts'

/** Values of the chosen pieces by the name of their slot, as `contentValues` has them beside it. `link` makes a link of ours of an address of a piece. */
export function chosenValues(
  chosen: ChosenPieces | undefined,
  language: TextLanguage,
  link: (url: string, piece: string) => string,
): Readonly<Record<string, PieceValues>> {
  return Object.fromEntries(
    [...(chosen ?? [])].map(([slot, { live, form }]) => [slot, pieceValues(live.piece, form, language, (url) => link(url, live.id))]),
  )
}

/** What is kept of the pieces of one message. */
export function usesOf(sendKey: string, chosen: ChosenPieces | undefined, language: TextLanguage): readonly PieceUse[] {
  return [...(chosen ?? [])].map(([slot, { live, form, reasons }]) => ({
    sendKey,
    slot: slotNumber(slot),
    piece: live.id,
    form,
    language,
    reasons,
  }))
}

/** Where a link of a piece in messages of a content leads: another one for each content and piece, so that a click counts for both. */
export function pieceTarget(secret: Buffer, content: string, piece: string, url: string, utm: UtmTags | null): LinkTarget {
  const to = withUtm(url, utm) ?? url
  return { code: targetCode(secret, `${content}/${piece}`, to), url: to, piece }
}
