import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkPiece, checkTag } from './check-piece.ts'
import type { ContentPiece, PieceText } from './content-piece.ts'
import { slotsOf } from './piece-slots.ts'
import { pieceValues } from './piece-values.ts'

const NOTHING: PieceText = { title: '', summary: '', body: '', imageUrl: '', imageAlt: '', link: '', short: '' }
const ZH: PieceText = { ...NOTHING, title: '泡茶', summary: '三步', link: 'https://shop.example/brew', short: '三步泡好茶' }
const PIECE: ContentPiece = {
  name: 'Brewing',
  kind: 'guide',
  tags: ['tea'],
  texts: { zh: ZH, en: NOTHING },
  validFrom: '2026-03-01',
  validUntil: '2026-03-31',
  audience: null,
  weight: 1,
  pinned: false,
}

function place(work: () => void): unknown {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof AppError ? error.details?.['place'] : error
  }
}

test('a piece must be one that somebody can be shown, and says where it is not', () => {
  const of = (change: Partial<ContentPiece>) => place(() => checkPiece({ ...PIECE, ...change }))
  const zh = (change: Partial<PieceText>) => of({ texts: { zh: { ...ZH, ...change }, en: NOTHING } })
  expect(of({})).toBeNull()
  expect(of({ validFrom: '2026-02-30' })).toBe('validFrom')
  expect(of({ validUntil: '2026-02-28' })).toBe('validUntil')
  expect(of({ weight: 0 })).toBe('weight')
  expect(of({ weight: Number.NaN })).toBe('weight')
  expect(of({ tags: ['tea', 'TEA'] })).toBe('tags')
  expect(of({ name: ' ' })).toBe('name')
  expect(of({ texts: { zh: NOTHING, en: NOTHING } })).toBe('texts')
  expect(zh({ summary: '', short: '' })).toBe('texts')
  expect(zh({ title: '' })).toBe('texts.zh.title')
  for (const link of ['javascript:alert(1)', 'shop.example', 'https://a:b@shop.example/', 'https://shop.example/{{ x }}']) {
    expect(zh({ link })).toBe('texts.zh.link')
  }
  expect(zh({ imageUrl: 'data:image/png;base64,AA' })).toBe('texts.zh.imageUrl')
  expect(place(() => checkTag({ name: 'tea', words: [''] }))).toBe('words')
})

test('each block has variables of its own, and texts that name a piece have a place too', () => {
  const blocks = [
    { tags: ['tea'], optional: true },
    { tags: [], optional: false },
  ]
  expect(slotsOf(blocks, ['piece.title', 'piece3.link', 'customer.tier', 'piece9.title'], ['news'])).toEqual([
    { name: 'piece', tags: ['tea'], optional: true },
    { name: 'piece2', tags: [], optional: false },
    { name: 'piece3', tags: ['news'], optional: true },
  ])
})

test('a template gets the words of its form, and nothing where there is nothing', () => {
  const link = (url: string) => `[${url}]`
  expect(pieceValues(PIECE, 'short', 'zh', link)).toEqual({
    title: '泡茶',
    text: '三步泡好茶',
    link: '[https://shop.example/brew]',
    call: '查看指南',
  })
  expect(pieceValues(PIECE, 'mail', 'zh', link)).toMatchObject({ text: '三步' })
  // A task is written in both languages at once.
  expect(pieceValues(PIECE, 'short', 'en', link)).toMatchObject({ title: '泡茶', call: 'Open the guide' })
  const bare = { ...PIECE, texts: { zh: { ...ZH, link: '' }, en: NOTHING } }
  expect(Object.keys(pieceValues(bare, 'short', 'zh', link))).toEqual(['title', 'text'])
})
