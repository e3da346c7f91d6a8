import { isWritten, timeOf } from '#act/pieces/content-piece.ts'
import type { ContentPiece, PieceForm, PieceText } from '#act/pieces/content-piece.ts'
import type { ChosenPiece as Chosen, PieceResults as Results, StoredPiece } from '#act/pieces/piece-ports.ts'
import { wilsonInterval } from '#measure/proportion-difference.ts'
import type { Answer } from '../shared-schemas.ts'
import type { ChosenPiece, NewPiece, PieceResults, PieceRow } from './piece-schemas.ts'

/** Below it a share of clicks says next to nothing: its interval would span most of what pieces have. */
export const ENOUGH_DELIVERED = 50
const NONE: Results = { sent: 0, delivered: 0, clicked: 0 }

interface Around {
  readonly today: string
  readonly named: (label: string) => string
  readonly results: ReadonlyMap<string, Results>
}

export function pieceRow(stored: StoredPiece, { today, named, results }: Around): Answer<typeof PieceRow> {
  const { id, version, piece, savedAt, savedBy, archivedAt } = stored
  const { name, kind, tags, validFrom, validUntil, weight, pinned, texts, audience } = piece
  const written = (form: PieceForm) => (['zh', 'en'] as const).filter((language) => isWritten(piece, form, language))
  return {
    id,
    version,
    name,
    kind,
    tags: [...tags],
    validFrom,
    validUntil,
    weight,
    pinned,
    titles: { zh: texts.zh.title, en: texts.en.title },
    mail: written('mail'),
    short: written('short'),
    hasAudience: audience !== null,
    state: archivedAt === null ? timeOf(piece, today) : 'archived',
    savedAt,
    savedBy: named(savedBy),
    results: resultsAnswer(results.get(id) ?? NONE),
  }
}

function resultsAnswer({ sent, delivered, clicked }: Results): Answer<typeof PieceResults> {
  return { sent, delivered, clicked, share: delivered < ENOUGH_DELIVERED ? null : wilsonInterval(Math.min(clicked, delivered), delivered) }
}

export function chosenAnswer({ live: { id, piece }, reasons }: Pick<Chosen, 'live' | 'reasons'>): Answer<typeof ChosenPiece> {
  return { id, name: piece.name, kind: piece.kind, reasons: { ...reasons } }
}

/** A piece as somebody gave it, without its audience. */
export function givenPiece(given: Omit<NewPiece, 'audience' | 'where'>): Omit<ContentPiece, 'audience'> {
  const { name, kind, tags = [], texts, validFrom = null, validUntil = null, weight = 1, pinned = false } = given
  return { name, kind, tags, texts: { zh: givenText(texts.zh), en: givenText(texts.en) }, validFrom, validUntil, weight, pinned }
}

function givenText(given: Partial<PieceText> | undefined): PieceText {
  const { title = '', summary = '', body = '', imageUrl = '', imageAlt = '', link = '', short = '' } = given ?? {}
  return { title, summary, body, imageUrl, imageAlt, link, short }
}
