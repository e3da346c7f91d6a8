import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ChurnConfidence } from './churn-confidence.ts'
import { churnGate } from './churn-gate.ts'
import type { ChurnGate } from './churn-gate.ts'
import type { ChurnDefinition } from '../definition/churn-definition.ts'
import { churnFeature, type SlottedMeasure } from '../features/churn-features.ts'
import type { ChurnQuality } from './churn-quality.ts'
import type { SliceVerdict } from './churn-slices.ts'
import type { ChurnTraining } from './train-churn.ts'

/** What a person should know about a churn model before trusting it. Plain JSON; times as ISO 8601. */
export interface ChurnCard {
  readonly id: string
  readonly version: number
  readonly rung: ChurnTraining['rung']
  readonly rungReason: BilingualText
  readonly definition: {
    readonly horizonDays: number
    readonly activeWithinDays: number
    readonly version: string
    readonly text: BilingualText
  }
  readonly trainedAt: string
  readonly trainedOn: readonly { readonly asOf: string; readonly customers: number; readonly churners: number }[]
  readonly quality: ChurnCardQuality | null
  readonly candidates: readonly {
    readonly rung: string
    readonly auc: number
    readonly logLoss: number
    readonly ece: number
    readonly chosen: boolean
  }[]
  readonly importance: readonly {
    readonly feature: string
    readonly label: BilingualText
    readonly group: string
    readonly importance: number
    /** How much the log loss on later data rises when its values are shuffled. */
    readonly permutation?: number
  }[]
  readonly confidence: ChurnConfidence
  /** Whether the scores are good enough to act on. */
  readonly gate: ChurnGate
  /** The method that did best in the comparison but was no better than guessing on the newest customers. */
  readonly tried?: { readonly rung: ChurnTraining['rung']; readonly auc: number }
  /** Features that were read. */
  readonly features: number
  /** Separate models for slices of the customers, used only where they beat the global model on that slice in later data. */
  readonly slices: readonly (Omit<SliceVerdict, 'importance'> & {
    readonly importance?: readonly {
      readonly feature: string
      readonly label: BilingualText
      readonly importance: number
    }[]
  })[]
  readonly leakTest: {
    readonly shuffledAuc: number | null
    readonly stopped: readonly {
      readonly feature: string
      readonly label: BilingualText
      readonly check: string
      readonly figure: number
      readonly text: BilingualText
    }[]
  }
}

export interface ChurnCardQuality {
  readonly auc: number
  readonly accuracy: number
  readonly baseAccuracy: number
  readonly baseRate: number
  readonly ece: number
  readonly logLoss: number
  readonly brier: number
  /** Churn rate in the riskiest tenth over the base rate. */
  readonly lift10: number
  readonly customers: number
  readonly churners: number
  readonly asOf: string
  readonly reliability: readonly {
    readonly low: number
    readonly high: number
    readonly predicted: number
    readonly observed: number
    readonly count: number
  }[]
  readonly liftCurve: readonly { readonly share: number; readonly captured: number }[]
  readonly tiers: readonly {
    readonly tier: string
    readonly customers: number
    readonly precision: number | null
    readonly recall: number | null
  }[]
}

const IMPORTANCE_SHOWN = 20

/** The card of a training. Id, version and time are set when the model is stored. */
export function churnCard(definition: ChurnDefinition, training: ChurnTraining, measures: readonly SlottedMeasure[] = []): ChurnCard {
  const labelOf = (feature: string): BilingualText => {
    const known = churnFeature(feature, measures)
    return { zh: known?.labelZh ?? feature, en: known?.labelEn ?? feature }
  }
  const { horizonDays, activeWithinDays, version, text } = definition
  return {
    id: '',
    version: 0,
    rung: training.rung,
    rungReason: training.rungReason,
    definition: { horizonDays, activeWithinDays, version, text },
    trainedAt: '',
    trainedOn: training.trainedOn.map(({ asOf, customers, churners }) => ({ asOf: asOf.toISOString(), customers, churners })),
    quality: training.quality === null ? null : qualityOf(training.quality),
    candidates: training.candidates.map(({ candidate, auc, logLoss, ece, chosen }) => ({
      rung:
        'maxDepth' in candidate
          ? `${candidate.rung}-${candidate.searched === undefined ? candidate.maxDepth : 'search'}`
          : 'l2' in candidate
            ? `${candidate.rung}-${candidate.l2}`
            : candidate.rung,
      auc,
      logLoss,
      ece,
      chosen,
    })),
    importance: training.importance.slice(0, IMPORTANCE_SHOWN).map(({ feature, importance, permutation }) => ({
      feature,
      label: labelOf(feature),
      group: churnFeature(feature)?.group ?? '',
      importance,
      ...(permutation === undefined ? {} : { permutation }),
    })),
    confidence: training.confidence,
    gate: training.gate,
    ...(training.tried === undefined ? {} : { tried: training.tried }),
    features: training.features,
    slices: training.slices.map((slice) => ({
      ...slice,
      importance: slice.importance.map((each) => ({ ...each, label: labelOf(each.feature) })),
    })),
    leakTest: {
      shuffledAuc: training.leakTest.shuffledAuc,
      stopped: training.leakTest.stopped.map((finding) => {
        const [slot, label] = [churnFeature(finding.feature), labelOf(finding.feature)]
        const text = {
          zh: finding.text.zh.replace(slot?.labelZh ?? '', label.zh),
          en: finding.text.en.replace(slot?.labelEn ?? '', label.en),
        }
        return { ...finding, text, label }
      }),
    },
  }
}

/** Reads a stored card. A card of an earlier release lacks later checks; these are marked as not done. */
export function readChurnCard(kept: unknown): ChurnCard {
  const card = kept as Omit<ChurnCard, keyof typeof NOT_LOOKED_AT | 'gate'> & Partial<ChurnCard>
  return { ...NOT_LOOKED_AT, gate: churnGate(card.quality), ...card }
}

const NOT_LOOKED_AT: Pick<ChurnCard, 'confidence' | 'features' | 'slices' | 'leakTest'> = {
  confidence: {
    level: 'low',
    text: {
      zh: '由旧版本训练，没有检查泄漏与可信度；请重新训练',
      en: 'Trained by an earlier release that did not check leaks or confidence; train it again',
    },
  },
  features: 0,
  slices: [],
  leakTest: { shuffledAuc: null, stopped: [] },
}

function qualityOf(quality: ChurnQuality): ChurnCardQuality {
  const { auc, accuracy, baseAccuracy, baseRate, ece, logLoss, brier, customers, churners } = quality
  return {
    auc,
    accuracy,
    baseAccuracy,
    baseRate,
    ece,
    logLoss,
    brier,
    lift10: quality.lift.find((point) => point.fraction === 0.1)?.lift ?? 1,
    customers,
    churners,
    asOf: quality.asOf.toISOString(),
    reliability: quality.reliability,
    liftCurve: [{ share: 0, captured: 0 }, ...quality.lift.map((point) => ({ share: point.fraction, captured: point.captured }))],
    tiers: quality.tiers,
  }
}
