import type { BilingualText } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { DriftStatus } from './drift.ts'
import type { RealisedAccuracy } from './realised-accuracy.ts'

/** Triggers for automatic retraining. */
export interface RetrainRules {
  readonly everyDays: number
  /** Realised accuracy below this triggers retraining, but only if it also fell: at some base rates no model reaches it. */
  readonly accuracyBar: number
  /** Minimum drop from the accuracy at training. */
  readonly worseBy: number
  /** Minimum wait after any training before drift and accuracy trigger again: a new challenger does not make drift go away. */
  readonly restDays: number
}

export const RETRAIN_RULES: RetrainRules = { everyDays: 90, accuracyBar: 0.9, worseBy: 0.03, restDays: 30 }

export interface RetrainFacts {
  readonly now: Date
  /** Of any version, including challengers; null before the first. */
  readonly lastTrainedAt: Date | null
  /** False when this program cannot read the model in use: an update changed what models hold. */
  readonly readable: boolean
  readonly drift: DriftStatus
  /** Of the newest scoring of the model in use whose horizon has ended. */
  readonly realised: Pick<RealisedAccuracy, 'accuracy' | 'baseAccuracy'> | null
  /** Of the model in use, at its training. */
  readonly trainedAccuracy: number | null
}

export interface RetrainAdvice {
  readonly due: boolean
  /** The trigger recorded with the new version: the first that applies. */
  readonly trigger: 'schedule' | 'drift' | 'accuracy'
  readonly reasons: readonly BilingualText[]
  /** When the age limit next triggers retraining; null before the first training. */
  readonly nextAt: Date | null
}

/** Whether to train again: after 90 days, on major drift, or when accuracy fell under the bar and clearly below what it was at training. */
export function retrainAdvice(facts: RetrainFacts, rules: RetrainRules = RETRAIN_RULES): RetrainAdvice {
  const { now, lastTrainedAt, realised, trainedAccuracy } = facts
  if (lastTrainedAt === null) return { due: false, trigger: 'schedule', reasons: [], nextAt: null }
  const days = (now.getTime() - lastTrainedAt.getTime()) / DAY_MS
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
  const found: { trigger: RetrainAdvice['trigger']; zh: string; en: string }[] = []
  if (!facts.readable) {
    found.push({
      trigger: 'schedule',
      zh: '在用模型无法被当前版本读取',
      en: 'The model in use cannot be read by this program',
    })
  }
  if (days >= rules.everyDays) {
    found.push({
      trigger: 'schedule',
      zh: `距上次训练已 ${Math.floor(days)} 天，每 ${rules.everyDays} 天重新训练`,
      en: `The last training was ${Math.floor(days)} days ago; the model is trained again every ${rules.everyDays} days`,
    })
  }
  if (days >= rules.restDays && facts.drift === 'major') {
    found.push({
      trigger: 'drift',
      zh: '客户构成与训练时相比变化很大',
      en: 'The customers have changed a lot since the model was trained',
    })
  }
  if (
    days >= rules.restDays &&
    realised !== null &&
    // Stryker disable next-line ConditionalExpression: null counts as 0, and no accuracy lies below 0 - worseBy
    trainedAccuracy !== null &&
    realised.accuracy < rules.accuracyBar &&
    realised.accuracy < trainedAccuracy - rules.worseBy
  ) {
    found.push({
      trigger: 'accuracy',
      zh: `实测准确率 ${percent(realised.accuracy)}，低于 ${percent(rules.accuracyBar)} 的目标，也低于训练时的 ${percent(trainedAccuracy)}（一律按多数情况判断为 ${percent(realised.baseAccuracy)}）`,
      en: `Accuracy turned out to be ${percent(realised.accuracy)}: below the required ${percent(rules.accuracyBar)} and below the ${percent(trainedAccuracy)} at training (always predicting the more common outcome: ${percent(realised.baseAccuracy)})`,
    })
  }
  return {
    due: found.length > 0,
    trigger: found[0]?.trigger ?? 'schedule',
    reasons: found.map(({ zh, en }) => ({ zh, en })),
    nextAt: new Date(lastTrainedAt.getTime() + rules.everyDays * DAY_MS),
  }
}
