import type { BilingualText } from '#kernel/bilingual-text.ts'
import { fitChurnCadence, hasOwnCadence } from './churn-cadence.ts'
import { endsBefore, isContract, type ChurnDefinition } from '../definition/churn-definition.ts'
import { DROPOUT_CUSTOMERS, DROPOUT_REPEATERS, enoughForDropout, fitChurnDropout } from './churn-dropout.ts'
import type { ChurnEstimator, ChurnRung } from './churn-estimator.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { churnRules } from './churn-rules.ts'
import { enoughOfEach, hasBothClasses, MINIMUM_OF_EACH_CLASS, type ChurnSnapshot } from '../features/churn-snapshot.ts'

/** Minimum customers with a cadence of their own for a shop's gaps to be informative. */
export const CADENCE_CUSTOMERS = 30

/** Names of the rungs as used in sentences. */
export const RUNG_TEXTS: Readonly<Record<ChurnRung, BilingualText>> = {
  'base-rate': { zh: '总体流失率', en: 'the overall churn rate' },
  rules: { zh: '固定规则', en: 'fixed rules' },
  cadence: { zh: '客户自身的购买节奏', en: 'each customer’s own cadence' },
  'mbg-nbd': { zh: '购买过程模型（MBG/NBD）', en: 'a model of how customers buy (MBG/NBD)' },
  logistic: { zh: '逻辑回归', en: 'logistic regression' },
  forest: { zh: '随机森林', en: 'a random forest' },
  trees: { zh: '梯度提升树', en: 'boosted trees' },
}

/** Why no model can be trained on labels yet; undefined when there is enough data to train and evaluate. */
export function shortage(definition: ChurnDefinition, snapshots: readonly ChurnSnapshot[]): BilingualText | undefined {
  const newest = snapshots.at(-1)
  if (newest === undefined) {
    return isContract(definition)
      ? { zh: '没有足够长的合约历史', en: 'The history of contracts is too short for training' }
      : { zh: '没有足够长的订单历史', en: 'The order history is too short for training' }
  }
  const earlier = snapshots.filter(({ asOf }) => endsBefore(definition, asOf, newest.asOf))
  if (earlier.length === 0) return { zh: '历史长度不足两个流失周期', en: 'The history is shorter than two churn horizons' }
  if (enoughOfEach(earlier.flatMap(({ rows }) => rows)) && hasBothClasses(newest.rows)) return undefined
  return {
    zh: `可用于训练的流失或留存客户不足 ${MINIMUM_OF_EACH_CLASS} 个`,
    en: `Fewer than ${MINIMUM_OF_EACH_CLASS} churned or retained customers to train on`,
  }
}

/** The highest rung without labels that these customers suffice for, fitted on them. */
export function unlabelledEstimator(rows: readonly ChurnFeatureRow[], horizonDays: number, ofContracts = false): ChurnEstimator {
  // How people buy says nothing of how long a contract runs.
  if (ofContracts) return { rung: 'rules', rules: churnRules(horizonDays, true) }
  if (enoughForDropout(rows)) {
    try {
      const dropout = fitChurnDropout(rows, horizonDays)
      if (dropout.process.converged) return { rung: 'mbg-nbd', dropout }
    } catch {
      // Histories with no time between orders, for example all on one day: the next rung down needs none.
    }
  }
  if (rows.filter(hasOwnCadence).length >= CADENCE_CUSTOMERS) return { rung: 'cadence', cadence: fitChurnCadence(rows, horizonDays) }
  return { rung: 'rules', rules: churnRules(horizonDays) }
}

/** Why this rung is used when there are too few labels. */
export function steppedDown(why: BilingualText, rung: ChurnRung): BilingualText {
  return { zh: `${why.zh}，暂按${RUNG_TEXTS[rung].zh}打分`, en: `${why.en}; scored by ${RUNG_TEXTS[rung].en}` }
}

/** Why a lower rung is used: the best candidate was no better than guessing on the newest customers. */
export function failedText(tried: ChurnRung, rung: ChurnRung): BilingualText {
  return {
    zh: `${RUNG_TEXTS[tried].zh}在后续数据上不比猜测准，改用${RUNG_TEXTS[rung].zh}`,
    en: `On later data ${RUNG_TEXTS[tried].en} did no better than guessing, so ${RUNG_TEXTS[rung].en} is used`,
  }
}

/** Why the winner of a comparison is used: it was the best, or the simplest of those equally good. */
export function championText(rung: ChurnRung, isBest: boolean): BilingualText {
  const { zh, en } = RUNG_TEXTS[rung]
  const name = `${en.charAt(0).toUpperCase()}${en.slice(1)}`
  return isBest
    ? { zh: `在后续数据上，${zh}预测最准`, en: `${name} predicted later data best` }
    : {
        zh: `${zh}在后续数据上与最准的模型没有明显差别，而且更简单`,
        en: `${name} predicted later data as well as the best, within chance, and is simpler`,
      }
}

/** The data each rung needs, for a person who wants to know what is missing. */
export const LADDER_NEEDS = {
  cadence: CADENCE_CUSTOMERS,
  dropout: DROPOUT_CUSTOMERS,
  repeaters: DROPOUT_REPEATERS,
  ofEachClass: MINIMUM_OF_EACH_CLASS,
} as const
