import { mapPage } from '#kernel/page.ts'
import type { ChurnModelCard } from '#http/predict/churn-schemas.ts'
import type {
  ChurnAlert,
  ChurnAlertFilter as ChurnAlertFilterBody,
  ChurnDefinitionBody,
  ChurnDrift,
  ChurnVersion,
  RiskTierScheme as RiskTierSchemeBody,
} from '#http/predict/churn-model-schemas.ts'
import type { Services } from '#http/services.ts'
import { toMinor } from '#kernel/money.ts'
import type { ChurnAlertFilter, ChurnAlertView } from '#predict/churn/alerts/churn-alert-service.ts'
import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import { CHURN_PACKS } from '#predict/churn/definition/churn-packs.ts'
import type { ChurnNumbers, ChurnService } from '#predict/churn/churn-service.ts'
import { churnFeature } from '#predict/churn/features/churn-features.ts'
import type { ChurnWatchReport } from '#predict/churn/watch/churn-watch.ts'
import { isRiskTierName, RISK_TIER_PRESETS, riskTierRules } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import { readTierLimits } from '#predict/churn/tiers/tier-limits.ts'
import { readChurnFlow } from '#store/analytical/queries/churn-flow.ts'
import { readTiersUnderLimits } from '#store/analytical/queries/tiers-under-limits.ts'
import { readRiskValueMap } from '#store/analytical/queries/risk-value-map.ts'
import type { House } from './house.ts'
import { actorNames } from './actor-names.ts'

/** How a person is written as the owner of an alert. */
const PERSON = 'user:'

/** The churn model, its tiers and its alerts in the words of the API. */
export function churnServices(
  house: Pick<House, 'clock' | 'engines' | 'access' | 'profiles' | 'churn' | 'churnWatch' | 'churnAlerts' | 'riskTiers'>,
  project: { read(): Promise<{ readonly currency: string }> },
): Pick<Services, 'churn' | 'churnAlerts'> {
  const { clock, engines } = house
  const tierSettings = (current: RiskTierScheme) => ({ current: toScheme(current), presets: RISK_TIER_PRESETS.map(toScheme) })
  return {
    churn: {
      card: async () => {
        const card = await house.churn.card()
        return card === null ? null : modelCard(card)
      },
      packs: () => CHURN_PACKS,
      check: (body) => house.churn.check(numbersOf(body)),
      train: async (body, { progress }) => {
        const now = clock.now()
        await house.profiles.refresh(now)
        const card = await house.churn.train(numbersOf(body), now, progress)
        const scoring = await house.churn.score(now, progress)
        return {
          version: card.version,
          state: card.state,
          verdict: card.verdict,
          rung: card.rung,
          auc: card.quality?.auc ?? null,
          scored: scoring.scored,
          byTier: scoring.byTier,
          alerts: scoring.alerts?.raised ?? 0,
        }
      },
      versions: async () => (await house.churn.versions()).map(toVersion),
      promote: async (version) => modelCard(await house.churn.promote(version)),
      drift: async () => toDrift(await house.churnWatch.report()),
      flow: async () => await readChurnFlow(engines.clickhouse),
      tiers: async () => tierSettings(await house.riskTiers.current()),
      setTiers: async ({ name, tiers }) => tierSettings(await house.riskTiers.set(name, tiers)),
      tierCounts: async (limits) => await readTiersUnderLimits(engines.clickhouse, readTierLimits(limits)),
      valueMap: async () => await readRiskValueMap(engines.clickhouse, (await project.read()).currency),
    },
    churnAlerts: {
      list: async (filter, page) => {
        const [answer, names, { currency }] = await Promise.all([
          house.churnAlerts.list({ ...page, ...filterOf(filter) }),
          actorNames(house),
          project.read(),
        ])
        return mapPage(answer, (alert) => toAlert(alert, names, currency, clock.now()))
      },
      owners: async () =>
        (await house.access.users.list())
          .filter(({ role, disabledAt }) => disabledAt === null && role.permissions.includes('alerts:work'))
          .map(({ id, name }) => ({ id, name })),
      assign: async (selection, { ownerId, ...due }) => {
        const chosen = 'ids' in selection ? selection : { filter: filterOf(selection.filter) }
        return (await house.churnAlerts.assign(chosen, { ...due, owner: ownerId === null ? null : `${PERSON}${ownerId}` })).length
      },
      move: async (id, { state, outcome }, actor) => {
        const alert = await house.churnAlerts.move(id, state, outcome ?? null, actor)
        return alert === null ? null : toAlert(alert, await actorNames(house), (await project.read()).currency, clock.now())
      },
    },
  }
}

function numbersOf({ horizonDays, activeWithinDays, audience }: ChurnDefinitionBody): ChurnNumbers {
  return {
    ...(horizonDays === undefined ? {} : { horizonDays }),
    ...(activeWithinDays === undefined ? {} : { activeWithinDays }),
    ...(audience === undefined ? {} : { audience }),
  }
}

/** The tiers of its backtest that still go by a known name. */
function modelCard(card: ChurnCard): ChurnModelCard {
  const { quality } = card
  return {
    ...card,
    quality:
      quality === null
        ? null
        : { ...quality, tiers: quality.tiers.flatMap((row) => (isRiskTierName(row.tier) ? [{ ...row, tier: row.tier }] : [])) },
  }
}

function toVersion({
  version,
  state,
  trainedAt,
  trigger,
  verdict,
  card,
}: Awaited<ReturnType<ChurnService['versions']>>[number]): ChurnVersion {
  const { quality } = card
  return {
    version,
    state,
    rung: card.rung,
    definition: card.definition.text,
    trainedAt: trainedAt.toISOString(),
    trigger,
    auc: quality?.auc ?? null,
    accuracy: quality?.accuracy ?? null,
    baseAccuracy: quality?.baseAccuracy ?? null,
    logLoss: quality?.logLoss ?? null,
    ece: quality?.ece ?? null,
    verdict: verdict ?? card.rungReason,
  }
}

function toDrift({ status, text, asOf, report, accuracy, accuracyBar, retrain }: ChurnWatchReport): ChurnDrift {
  return {
    status,
    text,
    asOf: asOf?.toISOString() ?? null,
    referenceAsOf: report?.referenceAsOf ?? null,
    scorePsi: report?.scorePsi ?? null,
    features: (report?.features ?? []).map(({ feature, psi, bins }) => {
      const known = churnFeature(feature)
      return {
        feature,
        label: { zh: known?.labelZh ?? feature, en: known?.labelEn ?? feature },
        psi,
        bins,
      }
    }),
    accuracy: accuracy.map((row) => ({
      asOf: row.asOf.toISOString(),
      customers: row.customers,
      auc: row.auc,
      accuracy: row.accuracy,
      baseAccuracy: row.baseAccuracy,
      ece: row.ece,
    })),
    accuracyBar,
    retrain: {
      due: retrain.due,
      reasons: retrain.reasons,
      lastTrainedAt: retrain.lastTrainedAt?.toISOString() ?? null,
      nextAt: retrain.nextAt?.toISOString() ?? null,
    },
  }
}

function toScheme(scheme: RiskTierScheme): RiskTierSchemeBody {
  return { name: scheme.name, tiers: riskTierRules(scheme) }
}

function filterOf({ owner, ...filter }: ChurnAlertFilterBody): ChurnAlertFilter {
  return { ...filter, ...(owner === undefined ? {} : { owner: owner === 'nobody' ? null : `${PERSON}${owner}` }) }
}

function toAlert(alert: ChurnAlertView, names: ReadonlyMap<string, string>, currency: string, now: Date): ChurnAlert {
  return {
    id: alert.id,
    customerId: alert.customerId,
    maskedName: alert.maskedName,
    tier: alert.tier,
    fromTier: alert.fromTier,
    probability: alert.probability,
    value: { minor: toMinor(alert.value, currency), currency },
    cause: alert.cause,
    reasons: alert.reasons,
    raisedAt: alert.raisedAt.toISOString(),
    dueAt: alert.dueAt?.toISOString() ?? null,
    overdue: alert.state !== 'closed' && alert.dueAt !== null && alert.dueAt < now,
    state: alert.state,
    owner: alert.owner === null ? null : (names.get(alert.owner) ?? alert.owner),
    ownerId: alert.owner?.startsWith(PERSON) === true ? alert.owner.slice(PERSON.length) : null,
    outcome: alert.outcome,
    closedAt: alert.closedAt?.toISOString() ?? null,
  }
}
