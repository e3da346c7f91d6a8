import type { ClickHouseClient } from '@clickhouse/client'
import { isSupportedCountry } from 'libphonenumber-js/max'
import type { Kysely } from 'kysely'
import type { AuditLog } from '#access/audit-log.ts'
import { ProjectSettings } from '#access/project-settings.ts'
import type { Project } from '#access/project-settings.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { CurrencyRates } from '#quality/currency-rates.ts'
import { applyMoneyRule } from '#store/analytical/project-money.ts'
import type { Database } from '#store/relational/database.ts'
import { createRateStore } from '#store/relational/rate-store.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import type { Config } from '../config.ts'
import { usualCurrency } from '#store/analytical/queries/usual-currency.ts'

/** What the product takes as long as nobody says otherwise. */
export const PROJECT_DEFAULTS: Project = { currency: 'CNY', timeZone: 'Asia/Shanghai', country: 'CN', shopName: 'Liuke' }

export interface HouseProjectParts {
  readonly config: Config
  readonly defaults: Partial<Project>
  readonly clickhouse: ClickHouseClient
  readonly db: Kysely<Database>
  readonly settings: SettingStore
  readonly audit: AuditLog
  readonly clock: Clock
  /** Made after the project, since it is priced in its currency. */
  readonly strategies: () => Pick<StrategyService, 'pricedOtherwise' | 'repriceLibrary'>
}

/** The project's settings and rates, loaded; a change of either holds for every query at once. */
export async function openProject(parts: HouseProjectParts): Promise<{ readonly project: ProjectSettings; readonly rates: CurrencyRates }> {
  const { config, clickhouse, db, clock, audit } = parts
  const rateStore = createRateStore(db)
  const applyMoney = async ({ currency, timeZone }: Project): Promise<void> => {
    await applyMoneyRule(clickhouse, { currency, timeZone, rates: await rateStore.list(currency) })
  }
  const project = new ProjectSettings({
    store: parts.settings,
    environment: {
      ...(config.currency === null ? {} : { currency: config.currency }),
      ...(config.timeZone === null ? {} : { timeZone: config.timeZone }),
      ...(config.phoneRegion === null ? {} : { country: config.phoneRegion }),
      ...(config.shopName === null ? {} : { shopName: config.shopName }),
    },
    defaults: { ...PROJECT_DEFAULTS, ...parts.defaults },
    dataCurrency: () => usualCurrency(clickhouse),
    isCountry: isSupportedCountry,
    mayChange: async (from, to) => {
      if (from.currency !== to.currency) await checkCurrencyChange(db, parts.strategies(), from.currency, to.currency)
    },
    onChange: async (from, to) => {
      await applyMoney(to)
      if (from !== null && from.currency !== to.currency) await parts.strategies().repriceLibrary(to.currency)
    },
    audit,
    clock,
  })
  const rates = new CurrencyRates({
    store: rateStore,
    base: () => project.currency,
    audit,
    clock,
    onChange: () => applyMoney(project.current),
  })
  return { project, rates }
}

/** Costs and offers of past runs and of strategies that people wrote have no rate to go by. @throws AppError conflict. */
async function checkCurrencyChange(
  db: Kysely<Database>,
  strategies: Pick<StrategyService, 'pricedOtherwise'>,
  from: string,
  to: string,
): Promise<void> {
  if ((await db.selectFrom('decision_runs').select('id').limit(1).executeTakeFirst()) !== undefined) {
    throw new AppError(
      'conflict',
      'currency-in-use',
      `Strategies were run with costs in ${from}: the project's currency can no longer be changed to ${to}. Enter rates instead.`,
      { details: { from, to } },
    )
  }
  const names = await strategies.pricedOtherwise(to)
  if (names.length > 0) {
    throw new AppError(
      'conflict',
      'currency-in-strategies',
      `${names.length} strategies are priced in ${from}: retire them first (${names
        .map(({ en }) => en)
        .slice(0, 5)
        .join(', ')}).`,
      { details: { from, to, count: names.length } },
    )
  }
}
