import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Estimate } from './proportion-difference.ts'

export type Verdict = 'works' | 'does_not_work' | 'harms' | 'not_enough_data' | 'not_yet'

/** Arms smaller than this are never judged. */
export const MIN_ARM = 20
/** If fewer customers than this came back in both arms together, there is no verdict. */
export const MIN_RETAINED = 5
/** A change of less than this share of customers is not worthwhile: an interval entirely within it means "does not work". */
export const WORTHWHILE_LIFT = 0.02
/** Share of the measurement period that must have passed before an early verdict: an offer also brings orders forward that would have come anyway. */
export const EARLIEST_SHARE = 0.5

/*
 * A verdict needs more than the 95 % interval that is shown, because users look every day and at every strategy: all looks at one comparison together are
 * wrong in at most 3 % of cases without an effect. Of that, .5 % is spent on looks before the end, by a bound that holds for all of them at once: the
 * difference of the shares over time is a sum of increments, so its maximum exceeds c standard errors of its end with a probability of at most 2 x 2 (1 - Phi(c))
 * (Levy's reflection inequality, both signs); c = 3.02. The remaining 2.5 % is spent at the end: z = 2.2414.
 */
const EARLY_Z = 3.02
const END_WIDENING = 2.2414 / 1.96

/** What a verdict is based on. */
export interface VerdictFacts {
  readonly smallestArm: number
  /** Customers who came back, both arms together. */
  readonly retained: number
  readonly sampleRatioOk: boolean
  /** Share of the measurement period that has passed, 0-1; 1: it is over. */
  readonly elapsedShare: number
  /** Standard error of the lift at its largest, whatever the shares at the end turn out to be. */
  readonly worstError: number
}

/** Judges a lift by its widened interval once the measurement period is over, and by an always-valid bound before. */
export function verdictOf(lift: Estimate | null, facts: VerdictFacts): Verdict {
  if (facts.elapsedShare < 1) return earlyVerdict(lift, facts)
  if (lift === null || !canJudge(facts)) return 'not_enough_data'
  const low = lift.estimate - (lift.estimate - lift.low) * END_WIDENING
  const high = lift.estimate + (lift.high - lift.estimate) * END_WIDENING
  if (low > 0) return 'works'
  if (high < 0) return 'harms'
  return low > -WORTHWHILE_LIFT && high < WORTHWHILE_LIFT ? 'does_not_work' : 'not_enough_data'
}

function earlyVerdict(lift: Estimate | null, facts: VerdictFacts): Verdict {
  if (lift === null || !canJudge(facts) || facts.elapsedShare < EARLIEST_SHARE) return 'not_yet'
  const bound = EARLY_Z * facts.worstError
  if (lift.estimate > bound) return 'works'
  return lift.estimate < -bound ? 'harms' : 'not_yet'
}

function canJudge({ smallestArm, retained, sampleRatioOk }: VerdictFacts): boolean {
  return smallestArm >= MIN_ARM && retained >= MIN_RETAINED && sampleRatioOk
}

/** The verdict as one or two sentences with its numbers in percentage points. */
export function verdictText(
  verdict: Verdict,
  lift: Estimate | null,
  facts: {
    readonly sampleRatioOk: boolean
    readonly daysLeft: number
    /** Whether there are two arms to compare. */
    readonly hasControl: boolean
    /** Whether customers are held out though nobody was drawn. */
    readonly follows?: boolean
    readonly retained: number
  },
): BilingualText {
  if (!facts.hasControl && facts.follows === true) {
    return {
      zh: '本批客户均随所属企业沿用此前批次的分组，没有重新抽取，因此无从比较。',
      en: 'Nobody of this run was drawn: all take the group that their company has from an earlier run, so there is nothing to compare.',
    }
  }
  if (!facts.hasControl) return { zh: '没有对照组，无法判断效果。', en: 'Without a control group the effect cannot be known.' }
  if (!facts.sampleRatioOk) {
    return {
      zh: '两组人数与分配比例不符，数据可能有缺失，结果不可信，请先查明原因。',
      en: "The group sizes don't match the planned split, so data may be missing. Don't use this result until the cause is found.",
    }
  }
  if (verdict === 'not_yet') return notYet(facts.daysLeft)
  if (facts.retained === 0) {
    return {
      zh: '数据不足，暂不能判断：两组均无客户下单。请检查观察期内的订单是否已导入。',
      en: 'Not enough data to tell: no customer in either group has ordered. Check that the orders of the measurement period were imported.',
    }
  }
  if (lift === null) return { zh: '数据不足，暂不能判断。', en: 'Not enough data to tell.' }
  const [low, high] = [points(lift.low), points(lift.high)]
  const range = { zh: `95% 置信区间 ${low} 至 ${high} 个百分点`, en: `95% confidence interval ${low} to ${high} points` }
  const early =
    facts.daysLeft > 0
      ? {
          zh: '差异已大到可以提前得出结论，幅度仍会变化。',
          en: ' The difference is large enough to conclude early. Its size may still change.',
        }
      : { zh: '', en: '' }
  switch (verdict) {
    case 'works':
      return {
        zh: `有效：留存率提高 ${points(lift.estimate)} 个百分点（${range.zh}）。${early.zh}`,
        en: `It works: ${points(lift.estimate)} percentage points more customers stayed (${range.en}).${early.en}`,
      }
    case 'harms':
      return {
        zh: `有害：留存率下降 ${points(-lift.estimate)} 个百分点（${range.zh}），建议停用。${early.zh}`,
        en: `It does harm: ${points(-lift.estimate)} percentage points fewer customers stayed (${range.en}). Consider stopping it.${early.en}`,
      }
    case 'does_not_work':
      return { zh: `没有值得投入的效果（${range.zh}）。`, en: `No effect worth having (${range.en}).` }
    case 'not_enough_data':
      return { zh: `数据不足，暂不能判断（${range.zh}）。`, en: `Not enough data to tell (${range.en}).` }
  }
}

function notYet(daysLeft: number): BilingualText {
  return {
    zh: `暂无结论：观察期还剩 ${daysLeft} 天，目前的差异可能是偶然，请勿提前停止。`,
    en: `Not yet: the measurement period has ${daysLeft === 1 ? '1 day' : `${daysLeft} days`} left. Differences seen now may be chance, so let it run.`,
  }
}

function points(share: number): string {
  return (share * 100).toFixed(1)
}
