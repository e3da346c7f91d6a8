import { isDay } from '#kernel/local-day.ts'
import { AppError } from '#kernel/app-error.ts'
import { isImagePath } from '../images/image-address.ts'
import { isWritten, PIECE_FORMS, PIECE_KINDS } from './content-piece.ts'
import type { ContentPiece, PieceTag, PieceText } from './content-piece.ts'

export const MOST_TAGS = 20
const WEIGHTS = { least: 0.1, most: 10 } as const

/**
 * Checks what an author saves: it says something in a form and language, its days are days in their order, and its addresses are of the web. Lengths are
 * the schema's matter, the audience that of the language of conditions.
 * @throws AppError `piece-wrong` with the place
 */
export function checkPiece(piece: ContentPiece): void {
  if (piece.name.trim() === '') throw wrong('name', 'not empty')
  if (!PIECE_KINDS.includes(piece.kind)) throw wrong('kind', `one of ${PIECE_KINDS.join(', ')}`)
  if (piece.tags.length > MOST_TAGS || new Set(piece.tags.map(wordOf)).size < piece.tags.length) {
    throw wrong('tags', `at most ${MOST_TAGS} different tags`)
  }
  for (const tag of piece.tags) if (tag.trim() === '') throw wrong('tags', 'not empty')
  for (const language of ['zh', 'en'] as const) checkText(piece.texts[language], language)
  const written = (['zh', 'en'] as const).some((language) => PIECE_FORMS.some((form) => isWritten(piece, form, language)))
  if (!written)
    throw wrong('texts', 'written: a title with a summary or text for mails, or with a line for short messages, in one language or more')
  for (const [place, day] of [
    ['validFrom', piece.validFrom],
    ['validUntil', piece.validUntil],
  ] as const) {
    if (day !== null && !isDay(day)) throw wrong(place, 'a day such as 2026-12-31')
  }
  if (piece.validFrom !== null && piece.validUntil !== null && piece.validUntil < piece.validFrom) {
    throw wrong('validUntil', 'the first day or a later one')
  }
  if (!(piece.weight >= WEIGHTS.least && piece.weight <= WEIGHTS.most)) throw wrong('weight', `from ${WEIGHTS.least} to ${WEIGHTS.most}`)
}

function checkText({ title, summary, body, short, link, imageUrl }: PieceText, language: string): void {
  const hasText = [summary, body, short].some((text) => text.trim() !== '')
  if (hasText && title.trim() === '') throw wrong(`texts.${language}.title`, 'not empty where there is a text')
  for (const [place, address] of [
    ['link', link],
    ['imageUrl', imageUrl],
  ] as const) {
    if (place === 'imageUrl' && isImagePath(address.trim())) continue
    if (address.trim() !== '' && !isAddress(address.trim())) {
      throw wrong(`texts.${language}.${place}`, 'a whole address that begins with https:// or http://, without a name or password in it')
    }
  }
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s<>"'{}]{1,2000}$/iu.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}

const MOST_WORDS = 50

/** @throws AppError `piece-tag-wrong` */
export function checkTag({ name, words }: PieceTag): void {
  if (name.trim() === '') throw tagWrong('name', 'not empty')
  if (words.length > MOST_WORDS || words.some((word) => word.trim() === ''))
    throw tagWrong('words', `at most ${MOST_WORDS} words, none of them empty`)
}

/** How names and words are compared. */
export function wordOf(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

function wrong(place: string, expected: string): AppError {
  return new AppError('invalid-input', 'piece-wrong', `"${place}" of the content piece must be ${expected}.`, {
    details: { place, expected },
  })
}

function tagWrong(place: string, expected: string): AppError {
  return new AppError('invalid-input', 'piece-tag-wrong', `"${place}" of the tag must be ${expected}.`, { details: { place, expected } })
}
