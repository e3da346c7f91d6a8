import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { industryStrategies } from './strategy-library-industries.ts'
import { retailStrategies } from './strategy-library-retail.ts'
import type { LibraryStrategy } from './strategy-standard.ts'

/** Rough price levels against one yuan, only to give the built-in contact costs a sensible size in the shop's currency. */
const PRICE_LEVEL: Readonly<Record<string, number>> = { CNY: 1, USD: 0.2, EUR: 0.2, GBP: 0.18, JPY: 25, KRW: 250, HKD: 1.2, TWD: 5 }

/** Every built-in strategy in the shop's currency. Expected effects are cautious guesses until the control group provides measured ones. */
export function strategyLibrary(currency: string): LibraryStrategy[] {
  const cost = (yuan: number): Money => ({ minor: toMinor(yuan * (PRICE_LEVEL[currency] ?? PRICE_LEVEL['USD'] ?? 1), currency), currency })
  return [...retailStrategies(cost), ...industryStrategies(cost)]
}
