import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ModelRegistry, ModelVersion } from '../../model-registry.ts'
import { type ChurnKind, kindOfVersion } from '../definition/churn-definition.ts'
import { type ChurnCard, readChurnCard } from '../train/churn-card.ts'
import { churnFeature } from '../features/churn-features.ts'
import type { ChurnHistory, ChurnScoringRecord, ChurnScoringStore } from './churn-history.ts'
import { parseChurnModel } from '../score/churn-model.ts'
import { PSI_MAJOR } from './drift.ts'
import type { DriftReport, DriftStatus } from './drift.ts'
import type { RealisedAccuracy } from './realised-accuracy.ts'
import { realisedAccuracy } from './realised-accuracy.ts'
import type { RetrainAdvice } from './retrain-triggers.ts'
import { RETRAIN_RULES, retrainAdvice } from './retrain-triggers.ts'

export interface ChurnWatchPorts {
  readonly models: Pick<ModelRegistry, 'champion' | 'versions'>
  readonly history: Pick<ChurnHistory, 'outcomes' | 'lastFactAt'>
  readonly scorings: ChurnScoringStore
  readonly clock: Clock
}

export interface ChurnWatchReport {
  readonly status: DriftStatus
  readonly text: BilingualText
  /** The newest scoring of the model in use. */
  readonly asOf: Date | null
  readonly report: DriftReport | null
  readonly accuracy: readonly ({ readonly asOf: Date } & RealisedAccuracy)[]
  readonly accuracyBar: number
  readonly retrain: RetrainAdvice & { readonly lastTrainedAt: Date | null }
}

const NAMED = 3
const JUDGED_AT_ONCE = 12
const JUDGED_SHOWN = 24

/** Whether the model in use still fits: drift of its customers, accuracy of its past scores, and whether to retrain. */
export class ChurnWatch {
  readonly #ports: ChurnWatchPorts

  constructor(ports: ChurnWatchPorts) {
    this.#ports = ports
  }

  async report(): Promise<ChurnWatchReport> {
    const { models, scorings, clock } = this.#ports
    await this.#judge()
    const [champion, versions, newest, judged] = await Promise.all([
      models.champion('churn'),
      models.versions('churn'),
      scorings.newest(1),
      scorings.judged(JUDGED_SHOWN),
    ])
    const own = newest.find(({ modelVersion }) => modelVersion === champion?.version) ?? null
    const report = own?.drift ?? null
    const status = report?.status ?? 'unknown'
    const realised = judged.find(({ modelVersion }) => modelVersion === champion?.version)?.accuracy ?? null
    const lastTrainedAt = newestTraining(versions)
    const advice = retrainAdvice({
      now: clock.now(),
      lastTrainedAt,
      readable: champion === null || readable(champion.body),
      drift: status,
      realised,
      trainedAccuracy: champion === null ? null : ((champion.card as Partial<ChurnCard>).quality?.accuracy ?? null),
    })
    return {
      status,
      text: textOf(status, report, champion !== null),
      asOf: own?.asOf ?? null,
      report,
      accuracy: judged.flatMap(({ asOf, accuracy }) => (accuracy === null ? [] : [{ asOf, ...accuracy }])),
      accuracyBar: RETRAIN_RULES.accuracyBar,
      retrain: { ...advice, lastTrainedAt },
    }
  }

  /**
   * Evaluates each scoring once, after its horizon has ended, on the orders known by then. Where orders are imported from files, the horizon must lie
   * within the imported period: otherwise every customer would look churned.
   */
  async #judge(): Promise<void> {
    const { scorings, history, models, clock } = this.#ports
    if ((await scorings.unjudged(clock.now(), 1)).length === 0) return
    const kinds = new Map(
      (await models.versions('churn')).map(({ version, card }) => [version, kindOfVersion(readChurnCard(card).definition.version)]),
    )
    const knownUntil = new Map<ChurnKind, number>()
    for (const kind of new Set<ChurnKind>(['no-order', ...kinds.values()])) {
      const last = await history.lastFactAt(kind)
      if (last !== null) knownUntil.set(kind, Math.min(clock.now().getTime(), last.getTime() + DAY_MS))
    }
    const newest = Math.max(...knownUntil.values())
    if (!Number.isFinite(newest)) return
    const waiting: ChurnScoringRecord[] = await scorings.unjudged(new Date(newest), JUDGED_AT_ONCE)
    for (const { asOf, horizonDays, modelVersion } of waiting) {
      const kind = kinds.get(modelVersion) ?? 'no-order'
      if (asOf.getTime() + horizonDays * DAY_MS > (knownUntil.get(kind) ?? Number.NEGATIVE_INFINITY)) continue
      const accuracy = realisedAccuracy(await history.outcomes(asOf, horizonDays, kind))
      if (accuracy !== null) await scorings.setAccuracy(asOf, accuracy)
    }
  }
}

function newestTraining(versions: readonly ModelVersion[]): Date | null {
  return versions.reduce<Date | null>((newest, { trainedAt }) => (newest === null || trainedAt > newest ? trainedAt : newest), null)
}

function readable(body: object): boolean {
  try {
    parseChurnModel(body)
    return true
  } catch {
    return false
  }
}

function textOf(status: DriftStatus, report: DriftReport | null, hasModel: boolean): ChurnWatchReport['text'] {
  if (!hasModel) return { zh: '还没有流失模型', en: 'There is no churn model yet' }
  if (report === null) return { zh: '在用模型尚未打分，暂无法判断', en: 'The model in use has not scored any customers yet' }
  if (status === 'unknown') return { zh: '客户太少，无法判断是否漂移', en: 'Too few customers to detect drift' }
  const psi = report.scorePsi.toFixed(2)
  if (status === 'stable') {
    return {
      zh: `客户与训练时相似（打分 PSI ${psi}）`,
      en: `The customers resemble those the model was trained on (PSI of the scores ${psi})`,
    }
  }
  const moved = report.features.filter((each) => each.psi >= PSI_MAJOR).slice(0, NAMED)
  const labels = (language: TextLanguage): string[] =>
    moved.map(
      ({ feature, psi: own }) => `${churnFeature(feature)?.[language === 'zh' ? 'labelZh' : 'labelEn'] ?? feature} ${own.toFixed(2)}`,
    )
  const where = {
    zh: moved.length === 0 ? `打分 PSI ${psi}` : `打分 PSI ${psi}；变化最大：${labels('zh').join('、')}`,
    en: moved.length === 0 ? `PSI of the scores ${psi}` : `PSI of the scores ${psi}; moved most: ${labels('en').join(', ')}`,
  }
  return status === 'moderate'
    ? { zh: `客户与训练时有所不同（${where.zh}），请留意`, en: `The customers have changed somewhat (${where.en}): keep an eye on it` }
    : { zh: `客户与训练时差别很大（${where.zh}），应重新训练`, en: `The customers have changed a lot (${where.en}): train again` }
}
