import type { BilingualText } from '#decide/strategy.ts'
import type { Estimate } from './proportion-difference.ts'

export type Verdict = 'works' | 'does_not_work' | 'harms' | 'not_enough_data'

/** Arms smaller than this are never judged. */
export const MIN_ARM = 20

/** A change of less than this share of customers is not worth the trouble: an interval that stays below it says "does not work". */
export const WORTHWHILE_LIFT = 0.02

/** Judges a lift by its 95 % interval. */
export function verdictOf(lift: Estimate | null, facts: { readonly smallestArm: number; readonly sampleRatioOk: boolean }): Verdict {
  if (lift === null || facts.smallestArm < MIN_ARM || !facts.sampleRatioOk) return 'not_enough_data'
  if (lift.low > 0) return 'works'
  if (lift.high < 0) return 'harms'
  return lift.high < WORTHWHILE_LIFT ? 'does_not_work' : 'not_enough_data'
}

/** The verdict as one or two sentences with its numbers in percentage points. */
export function verdictText(
  verdict: Verdict,
  lift: Estimate | null,
  facts: { readonly sampleRatioOk: boolean; readonly complete: boolean; readonly hasControl: boolean },
): BilingualText {
  const preliminary = facts.complete
    ? { zh: '', en: '' }
    : { zh: '观察期尚未结束，结果仍会变化。', en: ' The window is still open, so this may change.' }
  if (!facts.hasControl) return { zh: '没有对照组，无法判断效果。', en: 'Without a control group the effect cannot be known.' }
  if (!facts.sampleRatioOk) {
    return {
      zh: '两组人数与分配比例不符，数据可能有缺失，结果不可信，请先查明原因。',
      en: 'The sizes of the two groups do not fit how they were drawn: data may be missing. Find out why before you believe any of this.',
    }
  }
  if (lift === null) return { zh: '数据不足，暂不能判断。', en: 'Not enough data yet.' }
  const [low, high] = [points(lift.low), points(lift.high)]
  const range = { zh: `95% 区间 ${low} 至 ${high} 个百分点`, en: `95% interval ${low} to ${high} points` }
  switch (verdict) {
    case 'works':
      return {
        zh: `有效：留存率提高 ${points(lift.estimate)} 个百分点（${range.zh}）。${preliminary.zh}`,
        en: `It works: ${points(lift.estimate)} percentage points more customers stayed (${range.en}).${preliminary.en}`,
      }
    case 'harms':
      return {
        zh: `有害：留存率下降 ${points(-lift.estimate)} 个百分点（${range.zh}），建议停用。${preliminary.zh}`,
        en: `It does harm: ${points(-lift.estimate)} percentage points fewer customers stayed (${range.en}). Consider stopping it.${preliminary.en}`,
      }
    case 'does_not_work':
      return {
        zh: `没有值得投入的效果（${range.zh}）。${preliminary.zh}`,
        en: `No effect worth having (${range.en}).${preliminary.en}`,
      }
    case 'not_enough_data':
      return {
        zh: `数据不足，暂不能判断（${range.zh}）。${preliminary.zh}`,
        en: `Not enough data to tell (${range.en}).${preliminary.en}`,
      }
  }
}

function points(share: number): string {
  return (share * 100).toFixed(1)
}
