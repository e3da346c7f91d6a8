import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { TrainingTrigger } from '../../model-registry.ts'

/** How good probabilities were on one set of later rows. */
export interface JudgedOn {
  readonly auc: number
  readonly logLoss: number
}

export interface ChampionRequest {
  readonly trigger: TrainingTrigger
  /** The new model on data later than its training data; null when there was nothing to evaluate on. */
  readonly challenger: JudgedOn | null
  /** The model in use. Null: there is none. */
  readonly champion: {
    /** False when this program can no longer read it. */
    readonly readable: boolean
    readonly sameDefinition: boolean
    /** On the rows that evaluated the challenger, or on the champion's own evaluation rows when it was trained on the former. */
    readonly quality: JudgedOn | null
    readonly sameRows: boolean
  } | null
}

export interface ChampionVerdict {
  readonly state: 'champion' | 'challenger'
  readonly verdict: BilingualText
}

/** A newer model may be this much worse and still take over: it was trained on more recent customers, and a smaller difference is noise in a few thousand rows. */
export const LOG_LOSS_TOLERANCE = 0.002
export const AUC_TOLERANCE = 0.005

/**
 * Whether a new model takes over from the one in use: when there is none or it cannot be read, when a person ordered another definition (models of two
 * definitions cannot be compared), or when it is not worse in log loss and AUC. Otherwise it is stored as challenger and can be promoted by hand.
 */
export function championVerdict({ trigger, challenger, champion }: ChampionRequest): ChampionVerdict {
  const takes = (zh: string, en: string): ChampionVerdict => ({ state: 'champion', verdict: { zh, en } })
  const stays = (zh: string, en: string): ChampionVerdict => ({ state: 'challenger', verdict: { zh, en } })
  if (champion === null) return takes('第一个模型，直接启用', 'The first model: in use at once')
  if (!champion.readable)
    return takes('原模型无法被当前版本读取，已替换', 'The model before cannot be read by this program and was replaced')
  if (!champion.sameDefinition) {
    return trigger === 'manual'
      ? takes('流失定义已按您的要求更改，启用新定义的模型', 'You changed the churn definition, so the new model is in use')
      : stays('流失定义与在用模型不同，等待人工启用', 'Its definition of churn is not that of the model in use: promote it by hand')
  }
  if (challenger === null) {
    return champion.quality === null
      ? takes('两个模型都没有可评估的数据，启用较新的', 'Neither model could be judged: the newer one is in use')
      : stays('没有后续数据可以评估新模型，沿用原模型', 'There was no later data to judge it by: the model in use stays')
  }
  if (champion.quality === null)
    return takes('原模型从未被评估，新模型已通过回测', 'The model before was never judged; this one was tested on later data')
  const figures = {
    zh: `对数损失 ${challenger.logLoss.toFixed(3)}（原 ${champion.quality.logLoss.toFixed(3)}），AUC ${challenger.auc.toFixed(3)}（原 ${champion.quality.auc.toFixed(3)}）`,
    en: `log loss ${challenger.logLoss.toFixed(3)} (before ${champion.quality.logLoss.toFixed(3)}), AUC ${challenger.auc.toFixed(3)} (before ${champion.quality.auc.toFixed(3)})`,
  }
  const basis = champion.sameRows
    ? { zh: '在相同的后续数据上', en: 'on the same later data' }
    : { zh: '各自在其后续数据上', en: 'each on its own later data' }
  const worse = challenger.logLoss > champion.quality.logLoss + LOG_LOSS_TOLERANCE || challenger.auc < champion.quality.auc - AUC_TOLERANCE
  return worse
    ? stays(`${basis.zh}不如在用模型：${figures.zh}`, `Worse than the model in use ${basis.en}: ${figures.en}`)
    : takes(`${basis.zh}不逊于原模型：${figures.zh}`, `Not worse than the model before ${basis.en}: ${figures.en}`)
}
