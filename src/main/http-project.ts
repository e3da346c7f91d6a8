import type { ProjectAdmin } from '#http/services.ts'
import { PROJECT_FIELDS, checkProject } from '#access/project-settings.ts'
import { isSupportedCountry } from 'libphonenumber-js/max'
import { parseRates } from '#quality/currency-rate.ts'
import type { KeptRate } from '#quality/currency-rates.ts'
import { readUnconvertedSales } from '#store/analytical/queries/unconverted-sales.ts'
import type { House } from './house.ts'

/** Settings and rates of the project in the words of the API. */
export function projectServices(house: Pick<House, 'project' | 'rates' | 'engines'>): ProjectAdmin {
  const { project, rates, engines } = house
  const setting = (field: 'currency' | 'timeZone' | 'country' | 'shopName') => ({ value: project[field], source: project.sourceOf(field) })
  const settings = () => ({
    currency: setting('currency'),
    timeZone: setting('timeZone'),
    country: setting('country'),
    shopName: setting('shopName'),
  })
  return {
    settings,
    state: async () => ({ settings: settings(), unconverted: await readUnconvertedSales(engines.clickhouse) }),
    check: (change) => {
      checkProject(change, isSupportedCountry)
    },
    change: async (change, actor) => {
      const before = project.current
      const after = await project.change(change, actor)
      return before.currency !== after.currency || before.timeZone !== after.timeZone
    },
    adopt: async (change, actor) => {
      const free = PROJECT_FIELDS.filter((field) => change[field] !== undefined && project.sourceOf(field) !== 'environment')
      await project.change(Object.fromEntries(free.map((field) => [field, change[field]])), actor)
    },
    rates: async () => (await rates.list()).map(toRate),
    saveRates: async ({ rates: rows = [], text = '' }, actor) => {
      const given = [...rows.map((row) => ({ ...row, rate: String(row.rate) })), ...parseRates(text)]
      return (await rates.save(given, actor)).map(toRate)
    },
    removeRate: (currency, day, actor) => rates.remove(currency, day, actor),
  }
}

function toRate({ currency, base, day, rate, enteredAt }: KeptRate) {
  return { currency, base, day, rate, enteredAt: enteredAt.toISOString() }
}
