import { charactersIn, isStorableText } from '#kernel/cut-text.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { instantReader } from '../import/parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowResult,
} from '../import/row-step.ts'
import { COMMENT_CHARACTERS, FEEDBACK_SCALES, type FeedbackKind } from './feedback-fields.ts'

/** An answer to a survey, or a review. */
export interface Feedback {
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
const MOST_SCORE = 100

/** Makes the step from the cells of a record to a piece of feedback. A score that its scale does not have is refused, never cut to it. */
export function feedbackStep(plan: RowPlan): (cells: readonly string[]) => RowResult<Feedback> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const commentAt = plan.positions.get('comment')
  const check = rowCheck(plan)
  const [feedbackId, answeredAt, kind, score, mostScore] = [
    cell('feedbackId'),
    cell('answeredAt'),
    cell('kind'),
    cell('score'),
    cell('mostScore'),
  ]
  const [topic, productId, orderId, storeId, channel] = [
    cell('topic'),
    cell('productId'),
    cell('orderId'),
    cell('storeId'),
    cell('channel'),
  ]

  return (cells) => {
    const comment = commentAt === undefined ? '' : (cells[commentAt] ?? '').trim()
    // Longer than any other field may be.
    const useless = check(cells.map((text, i) => (i === commentAt ? '' : text)))
    if (useless !== undefined) return useless
    if (!isStorableText(comment)) return refuse('unreadable-text', 'comment', 'The field comment holds characters that are no text.')
    if (comment.length > COMMENT_CHARACTERS && charactersIn(comment) > COMMENT_CHARACTERS) {
      return refuse('value-too-long', 'comment', `The field comment has more than ${COMMENT_CHARACTERS} characters.`)
    }
    const id = feedbackId(cells)
    if (id === '') return refuse('missing-value', 'feedbackId', 'The field feedbackId is empty.')
    const at = readInstant(answeredAt(cells))
    const bad = checkInstant(at, answeredAt(cells), 'answeredAt', plan)
    if (bad !== undefined) return { ok: false, refusal: bad }
    const said = kind(cells)
    if (said === '') return refuse('missing-value', 'kind', 'The field kind is empty.')
    const known = WORDS.find(([, pattern]) => pattern.test(said))?.[0]
    if (known === undefined) return refuse('unknown-status', 'kind', 'The kind of feedback must be nps, csat, ces, review or other.')
    const [least, usual] = FEEDBACK_SCALES[known]
    const most = mostScore(cells) === '' ? usual : Number(mostScore(cells))
    if (!Number.isInteger(most) || most <= least || most > MOST_SCORE) {
      return refuse('number-out-of-range', 'mostScore', `The highest score must be a whole number up to ${MOST_SCORE}, above the lowest.`)
    }
    // The groups of a Net Promoter Score are those of eleven answers.
    if (known === 'nps' && most !== usual) return refuse('number-out-of-range', 'mostScore', 'A Net Promoter Score goes from 0 to 10.')
    const given = score(cells) === '' ? undefined : Number(score(cells))
    if (given !== undefined && !Number.isFinite(given)) return refuse('unreadable-number', 'score', 'The field score is not a number.')
    if (given !== undefined && (given < least || given > most)) {
      return refuse('number-out-of-range', 'score', `The score of ${known} goes from ${least} to ${most}.`)
    }
    if (given === undefined && comment === '') return refuse('missing-value', 'score', 'There is neither a score nor a comment.')
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    const row = {
      feedbackId: id,
      answeredAt: at ?? 0,
      kind: known,
      score: given,
      least,
      most,
      topic: topic(cells),
      comment,
      productId: productId(cells),
      orderId: orderId(cells),
      storeId: storeId(cells),
      channel: channel(cells),
    }
    return { ok: true, value: { ...row, identifiers }, content: contentOf(Object.values(row).map(String), identifiers) }
  }
}
