import type { AppParts } from '#http/app.ts'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import type { EffectReport as MeasuredEffect } from '#measure/effect-service.ts'
import { queryMetrics } from '#store/analytical/queries/metrics.ts'
import { CustomerVault } from '#store/relational/customer-vault.ts'
import { SourceCatalogue } from '#store/relational/source-catalogue.ts'
import type { House } from './house.ts'
import { removeAttribute } from './remove-attribute.ts'
import { importServices } from './http-imports.ts'
import { firstRunServices } from './http-first-run.ts'
import { projectServices } from './http-project.ts'
import { quarantineServices } from './http-quarantine.ts'
import { modelWork } from './model-work.ts'
import { decisionServices } from './http-decisions.ts'

/** Name of the setting in which a demo keeps the simulator's true effects. */
export const DEMO_TRUTH = 'demo-truth'

interface DemoTruth {
  readonly runId: string
  readonly lift: number
}

/** The house as the HTTP edge wants to see it: the same services in the words of the API. */
export function httpServices(house: House, options: { readonly sampleCustomers?: number } = {}): AppParts {
  const { clock, db, engines } = house
  return {
    clock,
    access: house.access,
    project: house.project,
    projectAdmin: projectServices(house),
    health: {
      check: async () => {
        const { postgres, clickhouse } = engines.health()
        return { relational: postgres === 'up', analytical: clickhouse === 'up', diskFull: await house.disk.isFull() }
      },
      noteDiskFull: () => house.disk.noteFull(),
      oldestWaiting: () => house.intake.oldest(),
    },
    jobs: house.jobs,
    reads: house.reads,
    vault: new CustomerVault(house),
    identity: house.identity,
    profiles: {
      refresh: async ({ progress }) => {
        progress('profiles', 0, 1)
        const { customers, tiers } = await house.profileKeeper.refresh()
        progress('profiles', 1, 1)
        return { customers, tiers }
      },
    },
    churn: house.churn,
    churnWatch: house.churnWatch,
    churnAlerts: house.churnAlerts,
    riskTiers: house.riskTiers,
    value: house.value,
    demand: house.demand,
    recommend: house.recommend,
    recommendLists: house.recommendLists,
    work: modelWork(house),
    imports: importServices(house),
    attributes: {
      list: async () => (await house.attributes.list()).map(({ createdAt, ...one }) => ({ ...one, createdAt: createdAt.toISOString() })),
      rename: house.attributes.rename,
      remove: (name) => removeAttribute(house, name),
    },
    quarantine: quarantineServices(house),
    sources: new SourceCatalogue(db),
    metrics: {
      read: async (options) => {
        const {
          revenueText: _text,
          firstAt,
          lastAt,
          unconverted,
          ...figures
        } = await queryMetrics(engines.clickhouse, {
          ...options,
          currency: house.project.currency,
        })
        return { ...figures, unconverted, firstAt: firstAt?.toISOString() ?? null, lastAt: lastAt?.toISOString() ?? null }
      },
    },
    ...decisionServices(house),
    signals: house.signals,
    ...firstRunServices(house, options.sampleCustomers),
    effects: {
      list: async () => {
        const truth = await readTruth(house)
        return (await house.effects.list()).map((report) => toEffect(report, truth))
      },
      byRun: async (runId) => {
        try {
          return toEffect(await house.effects.report(runId), await readTruth(house))
        } catch (error) {
          if (error instanceof AppError && error.kind === 'not-found') return null
          throw error
        }
      },
    },
    links: {
      click: async (token, { userAgent }) => orNull(() => house.links.trackClick(token, userAgent)),
      open: async (token, { userAgent }) => {
        await orNull(() => house.links.trackOpen(token, userAgent))
      },
      mayUnsubscribe: async (token) => (await orNull(async () => house.links.checkUnsubscribe(token).then(() => true))) === true,
      unsubscribe: async (token) => (await orNull(async () => house.links.unsubscribe(token).then(() => true))) === true,
    },
  }
}

/** A forged or outdated link is nothing; every other failure stays one. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found')) return null
    throw error
  }
}

async function readTruth(house: House): Promise<DemoTruth | null> {
  return (await house.settings.read(DEMO_TRUTH)) as DemoTruth | null
}

function toEffect(report: MeasuredEffect, truth: DemoTruth | null): EffectReport {
  return {
    ...report,
    asOf: report.asOf.toISOString(),
    windowEndsAt: report.windowEndsAt.toISOString(),
    truth: truth?.runId === report.runId ? truth.lift : null,
  }
}
