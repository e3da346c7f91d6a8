import type { BilingualText } from '#kernel/bilingual-text.ts'
import { isLearned, type ChurnRung } from './churn-estimator.ts'
import { RUNG_TEXTS } from './churn-ladder.ts'
import type { ChurnQuality } from './churn-quality.ts'

/** How far the scores of a model can be trusted, in a word and in a sentence. */
export interface ChurnConfidence {
  readonly level: 'low' | 'medium' | 'high'
  readonly text: BilingualText
}

/** With this many of each class in the backtest its figures are accurate to a few hundredths. */
const JUDGED_FOR_HIGH = 300
const JUDGED_FOR_MEDIUM = 50
const AUC_FOR_HIGH = 0.7
const AUC_FOR_MEDIUM = 0.6
const ECE_FOR_HIGH = 0.08

/**
 * Rates the confidence by the rung, the number of customers in the backtest and its result. Untested models are low.
 */
export function churnConfidence(rung: ChurnRung, quality: ChurnQuality | null, leaksFound: boolean): ChurnConfidence {
  if (quality === null) {
    return {
      level: 'low',
      text: {
        zh: `可信度低：按${RUNG_TEXTS[rung].zh}打分，还没有可用来检验的结果。可用于排序，不要当作真实比例`,
        en: `Low confidence: scored by ${RUNG_TEXTS[rung].en}, with no outcome yet to test it on. Take the scores as an order, not as rates`,
      },
    }
  }
  if (rung === 'base-rate') {
    const rate = Math.round(quality.baseRate * 100)
    return {
      level: 'low',
      text: {
        zh: `目前无法预测谁会流失：各种模型在 ${quality.customers} 位客户的后续数据上都不比猜测准。所有客户按总体流失率计，检验期为 ${rate}%`,
        en: `Who will leave can't be predicted yet: on later data of ${quality.customers} customers no model did better than guessing. Everyone gets the overall churn rate, ${rate}% in the test`,
      },
    }
  }
  const fewest = Math.min(quality.churners, quality.customers - quality.churners)
  const judged = {
    zh: `在更晚时间的 ${quality.customers} 位客户（其中流失 ${quality.churners} 位）上检验，AUC ${quality.auc.toFixed(2)}`,
    en: `tested on ${quality.customers} customers of later data (${quality.churners} churned), AUC ${quality.auc.toFixed(2)}`,
  }
  if (leaksFound) {
    return {
      level: 'low',
      text: {
        zh: `可信度低：打乱结果后模型仍能“预测”，说明样本之间有泄漏；${judged.zh}`,
        en: `Low confidence: with shuffled outcomes the model still predicts, so rows leak into each other; ${judged.en}`,
      },
    }
  }
  if (fewest < JUDGED_FOR_MEDIUM || quality.auc < AUC_FOR_MEDIUM) {
    const why =
      fewest < JUDGED_FOR_MEDIUM
        ? { zh: '检验样本很少', en: 'few outcomes to test on' }
        : { zh: '区分能力弱', en: 'it separates churners poorly' }
    return { level: 'low', text: { zh: `可信度低：${why.zh}；${judged.zh}`, en: `Low confidence: ${why.en}; ${judged.en}` } }
  }
  if (isLearned(rung) && fewest >= JUDGED_FOR_HIGH && quality.auc >= AUC_FOR_HIGH && quality.ece <= ECE_FOR_HIGH) {
    return {
      level: 'high',
      text: { zh: `可信度高：${judged.zh}，概率误差小`, en: `High confidence: ${judged.en}, with small errors of the probabilities` },
    }
  }
  return { level: 'medium', text: { zh: `可信度中：${judged.zh}`, en: `Medium confidence: ${judged.en}` } }
}
