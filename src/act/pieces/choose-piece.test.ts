import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { rankPieces, refusalOf } from './choose-piece.ts'
import type { LivePiece, PieceQuestion, PieceWorld } from './choose-piece.ts'
import type { ContentPiece } from './content-piece.ts'
import { NO_INTERESTS } from './piece-interest.ts'

const NOTHING = { title: '', summary: '', body: '', imageUrl: '', imageAlt: '', link: '', short: '' }
const piece = (id: string, change: Partial<ContentPiece> = {}): LivePiece => ({
  id,
  version: 1,
  piece: {
    name: id,
    kind: 'article',
    tags: [],
    texts: { zh: { ...NOTHING, title: id, summary: 'x' }, en: NOTHING },
    validFrom: null,
    validUntil: null,
    audience: null,
    weight: 1,
    pinned: false,
    ...change,
  },
})
const world = (pieces: readonly LivePiece[], change: Partial<PieceWorld> = {}): PieceWorld => ({
  pieces,
  tags: [{ name: 'tea', words: ['Oolong', '茶友'] }],
  counts: new Map(),
  today: '2026-03-15',
  ...change,
})
const question: PieceQuestion = {
  form: 'mail',
  language: 'zh',
  tags: [],
  interests: NO_INTERESTS,
  had: new Set(),
  isMeant: () => false,
}
const draws = (seed: string | number) => {
  const rng = new Rng(seed)
  return () => rng.next()
}
/** How often each piece comes first. */
function firsts(of: PieceWorld, asked: PieceQuestion, times = 2_000): Record<string, number> {
  const found: Record<string, number> = {}
  for (let i = 0; i < times; i += 1) {
    const first = rankPieces(of, asked, draws(i))[0]?.live.id ?? ''
    found[first] = (found[first] ?? 0) + 1
  }
  return found
}

describe('who may be shown a piece', () => {
  const audience = { all: [] }
  test.each([
    ['nothing speaks against it', piece('a'), {}, null],
    ['its first day is today', piece('a', { validFrom: '2026-03-15' }), {}, null],
    ['its first day is tomorrow', piece('a', { validFrom: '2026-03-16' }), {}, 'upcoming'],
    ['its last day is today', piece('a', { validUntil: '2026-03-15' }), {}, null],
    ['its last day was yesterday', piece('a', { validUntil: '2026-03-14' }), {}, 'over'],
    ['it has the tag in another spelling', piece('a', { tags: ['Tea'] }), { tags: ['tea '] }, null],
    ['it has no such tag', piece('a', { tags: ['coffee'] }), { tags: ['tea'] }, 'other_tag'],
    ['it is not written in the language', piece('a'), { language: 'en' }, 'no_text'],
    ['it has no short line', piece('a'), { form: 'short' }, 'no_text'],
    ['the customer had it', piece('a'), { had: new Set(['a']) }, 'had'],
    ['the customer is not meant', piece('a', { audience }), {}, 'not_meant'],
    ['the customer is meant', piece('a', { audience }), { isMeant: () => true }, null],
  ] as const)('%s', (_what, live, change, expected) => {
    expect(refusalOf(live, { ...question, ...change }, '2026-03-15')).toBe(expected)
  })
})

describe('which piece is chosen', () => {
  test('the same numbers choose the same, whatever the order of the pieces', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => piece(id))
    const order = (pieces: readonly LivePiece[]) => rankPieces(world(pieces), question, draws('x')).map(({ live }) => live.id)
    expect(order(all.toReversed())).toEqual(order(all))
    expect(order(all)).toHaveLength(4)
  })

  test('what the customer buys, is and clicks on is preferred, and the reason says it', () => {
    const all = [piece('liked', { tags: ['tea'] }), piece('other', { tags: ['garden'] })]
    const by = (interests: Partial<PieceQuestion['interests']>) => {
      const asked = { ...question, interests: { ...NO_INTERESTS, ...interests } }
      const reasons = rankPieces(world(all), asked, draws(1)).find(({ live }) => live.id === 'liked')?.reasons
      return [reasons?.tag, reasons?.cause, (firsts(world(all), asked, 500)['liked'] ?? 0) > 350]
    }
    expect(by({ categories: new Map([['oolong', 0.7]]) })).toEqual(['tea', 'category', true])
    expect(by({ words: new Set(['茶友']) })).toEqual(['tea', 'customer_tag', true])
    expect(by({ read: new Map([['tea', { sent: 4, clicked: 3 }]]) })).toEqual(['tea', 'clicks', true])
    expect(by({})).toEqual(['tea', null, false])
  })

  test('what is clicked on more comes first, and a new piece is tried all the same', () => {
    const counts = new Map([
      ['good', { delivered: 1_000, clicked: 120 }],
      ['poor', { delivered: 1_000, clicked: 10 }],
    ])
    const found = firsts(world([piece('good'), piece('poor'), piece('new')], { counts }), question)
    expect(found['good']).toBeGreaterThan(1_000)
    expect(found['new']).toBeGreaterThan(20)
    expect(found['poor'] ?? 0).toBeLessThan(5)
  })

  test('a piece with few readers is believed to be like its kind', () => {
    const counts = new Map([
      ['many', { delivered: 2_000, clicked: 100 }],
      ['lucky', { delivered: 2, clicked: 2 }],
    ])
    const reasons = rankPieces(world([piece('many'), piece('lucky')], { counts }), question, draws(1))
    const share = (id: string) => reasons.find(({ live }) => live.id === id)?.reasons.clickShare ?? 0
    expect(share('many')).toBeCloseTo(0.05, 2)
    expect(share('lucky')).toBeGreaterThan(0.08)
    expect(share('lucky')).toBeLessThan(0.15)
  })

  test('a pinned piece goes before all others, and the weight counts among equals', () => {
    const counts = new Map([['good', { delivered: 1_000, clicked: 300 }]])
    expect(firsts(world([piece('good'), piece('pinned', { pinned: true })], { counts }), question, 200)).toEqual({ pinned: 200 })
    const found = firsts(world([piece('heavy', { weight: 5 }), piece('light')]), question, 500)
    expect(found['heavy']).toBeGreaterThan(400)
  })

  test('more clicks than readers, as a late report leaves them, count as all of them', () => {
    const counts = new Map([['a', { delivered: 3, clicked: 4 }]])
    const [first] = rankPieces(world([piece('a')], { counts }), question, draws(1))
    expect(first?.reasons.clickShare).toBeLessThan(1)
    expect(first?.reasons.score).toBeGreaterThan(0)
  })
})
