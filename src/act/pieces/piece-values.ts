import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { KIND_CALLS } from './content-piece.ts'
import type { ContentPiece, PieceForm } from './content-piece.ts'

/** What a template may say of a piece, each under the name of its slot. What is empty is left out, so that a text that needs it stops. */
export const PIECE_VALUES = ['title', 'text', 'body', 'image', 'alt', 'link', 'call'] as const
export type PieceValues = Readonly<Partial<Record<(typeof PIECE_VALUES)[number], string>>>

/** In a language that the piece is written in; where it is not, in the other one. `link` makes a link of ours of an address. */
export function pieceValues(piece: ContentPiece, form: PieceForm, language: TextLanguage, link: (url: string) => string): PieceValues {
  const other = language === 'zh' ? 'en' : 'zh'
  const text = piece.texts[language].title.trim() === '' ? piece.texts[other] : piece.texts[language]
  const url = text.link.trim()
  const values = {
    title: text.title.trim(),
    text: (form === 'mail' ? text.summary : text.short).trim(),
    body: form === 'mail' ? text.body.trim() : '',
    image: form === 'mail' ? text.imageUrl.trim() : '',
    alt: form === 'mail' ? text.imageAlt.trim() : '',
    link: url === '' ? '' : link(url),
    call: url === '' ? '' : KIND_CALLS[piece.kind][language],
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}
