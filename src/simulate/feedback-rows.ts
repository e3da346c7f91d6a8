import { Rng } from '#kernel/rng.ts'
import { shanghaiText } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import type { Life } from './life.ts'
import type { Person } from './person.ts'

/** feedback.csv: a survey with two scores and a comment; each row is one person's answers. */
export const FEEDBACK_HEADER = ['反馈编号', '会员号', '反馈时间', '推荐度', '满意度', '评价内容'] as const

/** Share of the members who answer the survey. */
const ANSWERING = 0.15
const PLEASED = ['款式好看，下次还来', '店员很热情', '质量不错', '到货很快'] as const
const DISPLEASED = ['退换货等了很久', '尺码不准', '客服回复慢', '活动规则看不懂'] as const

/** The answers of a member in the half year before T0; those who complained answer worse. */
export function feedbackRow(seed: string, calendar: Calendar, person: Person, life: Life): string[] | null {
  const rng = new Rng(`${seed}/feedback/${person.index}`)
  if (!rng.chance(ANSWERING)) return null
  const complained = life.tickets.some(({ kind }) => kind === '投诉')
  const liking = Math.min(10, Math.max(0, Math.round((complained ? 4.5 : 8) + 1.8 * rng.normal())))
  const words = liking >= 7 ? PLEASED : DISPLEASED
  return [
    `F${String(person.index).padStart(7, '0')}`,
    person.accounts[0].memberNumber,
    shanghaiText(calendar.instant(-1 - rng.int(180), 9 + rng.next() * 11)),
    String(liking),
    rng.chance(0.8) ? String(Math.min(5, Math.max(1, Math.round(liking / 2)))) : '',
    rng.chance(0.4) ? (words[rng.int(words.length)] as string) : '',
  ]
}
