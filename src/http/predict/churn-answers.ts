import { personLabel, personOfLabel } from '#access/actor.ts'
import { toMinor } from '#kernel/money.ts'
import type { ChurnAlertFilter, ChurnAlertView } from '#predict/churn/alerts/churn-alert-service.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { churnFeature } from '#predict/churn/features/churn-features.ts'
import { isRiskTierName, RISK_TIER_PRESETS, riskTierRules } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { ChurnWatchReport } from '#predict/churn/watch/churn-watch.ts'
import type { Answer } from '../shared-schemas.ts'
import type {
  ChurnAlert,
  ChurnAlertFilter as AskedFilter,
  ChurnDrift,
  ChurnVersion,
  RiskTierScheme as TierScheme,
  RiskTierSettings,
} from './churn-model-schemas.ts'
import type { ChurnModelCard } from './churn-schemas.ts'

export function personAsOwner(userId: string | null): string | null {
  return userId === null ? null : personLabel(userId)
}

/** With the tiers of its back-test that go by a name of today. */
export function modelCardAnswer({ quality, ...card }: ChurnCard): ChurnModelCard {
  if (quality === null) return { ...card, quality }
  const tiers = quality.tiers.flatMap(({ tier, ...row }) => (isRiskTierName(tier) ? [{ tier, ...row }] : []))
  return { ...card, quality: { ...quality, tiers } }
}

export function versionAnswer({
  card,
  verdict,
  ...version
}: Awaited<ReturnType<ChurnService['versions']>>[number]): Answer<typeof ChurnVersion> {
  const { rung, rungReason, definition, quality } = card
  return {
    ...version,
    rung,
    definition: definition.text,
    auc: quality?.auc ?? null,
    accuracy: quality?.accuracy ?? null,
    baseAccuracy: quality?.baseAccuracy ?? null,
    logLoss: quality?.logLoss ?? null,
    ece: quality?.ece ?? null,
    verdict: verdict ?? rungReason,
  }
}

export function driftAnswer({ report, ...watch }: ChurnWatchReport): Answer<typeof ChurnDrift> {
  return {
    ...watch,
    referenceAsOf: report?.referenceAsOf ?? null,
    scorePsi: report?.scorePsi ?? null,
    features: (report?.features ?? []).map(({ feature, ...moved }) => {
      const known = churnFeature(feature)
      return { feature, label: { zh: known?.labelZh ?? feature, en: known?.labelEn ?? feature }, ...moved }
    }),
  }
}

export function tierSettingsAnswer(current: RiskTierScheme): RiskTierSettings {
  return { current: tierSchemeAnswer(current), presets: RISK_TIER_PRESETS.map(tierSchemeAnswer) }
}

function tierSchemeAnswer(scheme: RiskTierScheme): TierScheme {
  return { name: scheme.name, tiers: riskTierRules(scheme) }
}

/** `owner`: a user id, or `nobody`. */
export function alertFilter({ owner, ...filter }: AskedFilter): ChurnAlertFilter {
  return { ...filter, ...(owner === undefined ? {} : { owner: personAsOwner(owner === 'nobody' ? null : owner) }) }
}

export function alertAnswer(
  { owner, value, ...alert }: ChurnAlertView,
  names: ReadonlyMap<string, string>,
  currency: string,
  now: Date,
): Answer<typeof ChurnAlert> {
  return {
    ...alert,
    value: { minor: toMinor(value, currency), currency },
    overdue: alert.state !== 'closed' && alert.dueAt !== null && alert.dueAt < now,
    owner: owner === null ? null : (names.get(owner) ?? owner),
    ownerId: owner === null ? null : personOfLabel(owner),
  }
}
