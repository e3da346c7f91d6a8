import { charactersIn, isStorableText } from '#kernel/cut-text.ts'
import { halfWidth } from '#kernel/half-width.ts'
import { isEmptyNumber } from '../columns/decimal-format.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { COMMENT_CHARACTERS, FEEDBACK_SCALES, type FeedbackKind, SCORE_COLUMNS, type ScoreField } from './feedback-fields.ts'
import { cellReader, contentOf, refuse, type RowPlan, type RowRefused, type RowResult } from './row-step.ts'
import { whoAndWhenReader } from './who-and-when.ts'

/** An answer to a survey, or a review. */
export interface Feedback {
  /** '' where the source gives none: who and when tell it from others then. */
  readonly feedbackId: string
  readonly answeredAt: number
  readonly kind: FeedbackKind
  /** On the scale from `least` to `most`; undefined where there is text alone. */
  readonly score: number | undefined
  readonly least: number
  readonly most: number
  readonly topic: string
  readonly comment: string
  readonly productId: string
  readonly orderId: string
  readonly storeId: string
  readonly channel: string
}

/** What a row says of one person at one time: an answer, or one for each score that it has. */
export interface FeedbackRow {
  readonly answeredAt: number
  readonly answers: readonly Feedback[]
  readonly identifiers: readonly ClaimedIdentifier[]
}

const WORDS: readonly (readonly [FeedbackKind, RegExp])[] = [
  ['nps', /^(?:nps|net.?promoter(?:.?score)?|净推荐值?|推荐度)$/iu],
  ['csat', /^(?:csat|satisfaction|满意度)$/iu],
  ['ces', /^(?:ces|(?:customer.?)?effort(?:.?score)?|费力度)$/iu],
  ['review', /^(?:review|rating|product.?review|评价|评论|商品评价)$/iu],
  ['other', /^(?:other|survey|feedback|其他|问卷|反馈)$/iu],
]
/** More than anybody's scale. */
export const MOST_SCORE = 100

/** The five answers of a question about satisfaction; they are a score only where the scale has five. */
const SATISFACTION: ReadonlyMap<string, number> = new Map([
  ['非常满意', 5],
  ['很满意', 5],
  ['满意', 4],
  ['一般', 3],
  ['不满意', 2],
  ['非常不满意', 1],
  ['很不满意', 1],
  ['very satisfied', 5],
  ['satisfied', 4],
  ['neutral', 3],
  ['dissatisfied', 2],
  ['very dissatisfied', 1],
])
const SCORE = /^(\d{1,3}(?:\.\d{1,6})?)\s?(?:分|星|颗星|points?|stars?)?$/
const STARS = /^(★{1,5})☆{0,4}$/

/** A score as people write it: 9, 4.5, 9分, 5星, ★★★★☆, 非常满意. Undefined for anything else. */
export function scoreOf(text: string): number | undefined {
  const plain = halfWidth(text).trim().toLowerCase()
  const number = SCORE.exec(plain)?.[1]
  if (number !== undefined) return Number(number)
  return STARS.exec(plain)?.[1]?.length ?? SATISFACTION.get(plain)
}

interface Asked {
  readonly field: ScoreField
  readonly kind: FeedbackKind
  readonly text: string
}

/** Makes the step from the cells of a row to what one person answered or wrote. A score that its scale does not have is refused, never cut to it. */
export function feedbackRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<FeedbackRow> {
  const cell = cellReader(plan.positions)
  const whoAndWhen = whoAndWhenReader(plan, { at: 'answeredAt', ofSomebody: false, long: 'comment' })
  const commentAt = plan.positions.get('comment')
  const [feedbackId, kind, score, mostScore] = [cell('feedbackId'), cell('kind'), cell('score'), cell('mostScore')]
  const [topic, productId, orderId, storeId, channel] = [
    cell('topic'),
    cell('productId'),
    cell('orderId'),
    cell('storeId'),
    cell('channel'),
  ]
  const own = (Object.keys(SCORE_COLUMNS) as (keyof typeof SCORE_COLUMNS)[])
    .filter((field) => plan.positions.has(field))
    .map((field) => ({ field, kind: SCORE_COLUMNS[field], text: cell(field) }))
  const named = plan.positions.has('kind')
  const [only] = own
  const unnamed: FeedbackKind = only !== undefined && own.length === 1 ? only.kind : plan.positions.has('productId') ? 'review' : 'other'

  /** What was asked in a row, with what was answered. */
  const askedIn = (cells: readonly string[]): readonly Asked[] | RowRefused => {
    const scored = own.flatMap((one): Asked[] => (isEmptyNumber(one.text(cells)) ? [] : [{ ...one, text: one.text(cells) }]))
    const [said, general] = [kind(cells), score(cells)]
    const known = WORDS.find(([, pattern]) => pattern.test(said))?.[0]
    if (own.length === 0 && named && said === '') return refuse('missing-value', 'kind', 'The field kind is empty.')
    if (own.length === 0 && said !== '' && known === undefined) {
      return refuse('unknown-status', 'kind', 'The kind of feedback must be nps, csat, ces, review or other.')
    }
    if (!isEmptyNumber(general)) return [...scored, { field: 'score', kind: known ?? unnamed, text: general }]
    return scored.length > 0 ? scored : [{ field: only?.field ?? 'score', kind: known ?? unnamed, text: '' }]
  }

  const scored = (
    { field, kind: asked, text }: Asked,
    cells: readonly string[],
  ): Pick<Feedback, 'score' | 'least' | 'most'> | RowRefused => {
    const [least, usual] = FEEDBACK_SCALES[asked]
    const ofField = plan.mostScores.get(field) ?? usual
    const most = mostScore(cells) === '' ? ofField : Number(mostScore(cells))
    if (!Number.isInteger(most) || most <= least || most > MOST_SCORE) {
      return refuse('number-out-of-range', 'mostScore', `The highest score must be a whole number up to ${MOST_SCORE}, above the lowest.`)
    }
    // The groups of a Net Promoter Score are those of eleven answers.
    if (asked === 'nps' && most !== usual) return refuse('number-out-of-range', 'mostScore', 'A Net Promoter Score goes from 0 to 10.')
    if (text === '') return { score: undefined, least, most }
    const given = scoreOf(text)
    if (given === undefined) return refuse('unreadable-number', field, `The field ${field} is not a number.`)
    if (given < least || given > most) return refuse('number-out-of-range', field, `The score of ${asked} goes from ${least} to ${most}.`)
    return { score: given, least, most }
  }

  return (cells) => {
    const row = whoAndWhen(cells)
    if (!row.ok) return row
    const comment = commentAt === undefined ? '' : (cells[commentAt] ?? '').trim()
    if (!isStorableText(comment) || (plan.damagedText && comment.includes('\uFFFD')))
      return refuse('unreadable-text', 'comment', 'The field comment holds characters that are no text.')
    if (comment.length > COMMENT_CHARACTERS && charactersIn(comment) > COMMENT_CHARACTERS) {
      return refuse('value-too-long', 'comment', `The field comment has more than ${COMMENT_CHARACTERS} characters.`)
    }
    const id = feedbackId(cells)
    if (id === '' && row.identifiers.length === 0) return refuse('missing-value', 'feedbackId', 'The field feedbackId is empty.')
    const asked = askedIn(cells)
    if ('ok' in asked) return asked
    const shared = {
      answeredAt: row.at,
      topic: topic(cells),
      productId: productId(cells),
      orderId: orderId(cells),
      storeId: storeId(cells),
      channel: channel(cells),
    }
    const answers: Feedback[] = []
    for (const [i, one] of asked.entries()) {
      const judged = scored(one, cells)
      if ('ok' in judged) return judged
      if (judged.score === undefined && comment === '') return refuse('missing-value', one.field, 'There is neither a score nor a comment.')
      // Several scores of one row are several answers, each with a name of its own; what was written belongs to the first.
      const feedbackIdOf = id === '' || own.length + Number(plan.positions.has('score')) < 2 ? id : `${id} ${one.kind}`
      answers.push({ feedbackId: feedbackIdOf, kind: one.kind, ...judged, comment: i === 0 ? comment : '', ...shared })
    }
    const content = answers.flatMap((answer) => Object.values(answer).map(String))
    return {
      ok: true,
      value: { answeredAt: row.at, answers, identifiers: row.identifiers },
      content: contentOf(content, row.identifiers),
    }
  }
}
