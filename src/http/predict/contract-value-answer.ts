import { toMinor } from '#kernel/money.ts'
import type { ContractReport } from '#predict/value/contract-lives.ts'
import type { ContractValue } from './contract-value-schemas.ts'

/** A report of contracts with amounts in the project's currency. */
export function contractAnswer(report: ContractReport, now: Date, currency: string): ContractValue {
  const money = (major: number) => ({ minor: toMinor(major, currency), currency })
  return {
    asOf: now.toISOString(),
    running: report.running,
    ended: report.ended,
    otherCurrency: report.otherCurrency,
    medianDays: report.medianDays,
    survival: [...report.survival],
    periods: report.periods.map(({ period, contracts, ended, price, forecast, backTest }) => {
      // What a forecast calls value is periods times the price of one.
      const unit = price === null || price === 0 ? 1 : price
      return {
        period,
        contracts,
        ended,
        price: price === null ? null : money(price),
        retention:
          forecast === null
            ? null
            : {
                byRenewals: forecast.byTenure.map(({ renewals, retention, value, low, high }) => ({
                  renewals,
                  retention,
                  periods: value / unit,
                  low: low / unit,
                  high: high / unit,
                })),
                worth: price === null ? null : money(price === 0 ? 0 : (forecast.byTenure[0]?.value ?? 0)),
                backTest,
              },
      }
    }),
  }
}
