import { toMinor } from '#kernel/money.ts'
import { ecommercePack } from './packs/ecommerce-pack.ts'
import { educationPack } from './packs/education-pack.ts'
import { financePack } from './packs/finance-pack.ts'
import { retailPack } from './packs/retail-pack.ts'
import { saasPack } from './packs/saas-pack.ts'
import { telecomPack } from './packs/telecom-pack.ts'
import { industryStrategies } from './strategy-library-industries.ts'
import { retailStrategies } from './strategy-library-retail.ts'
import type { Cost, LibraryStrategy } from './strategy-standard.ts'

/** Rough price levels against one yuan, only to give the built-in contact costs a sensible size in the shop's currency. */
const PRICE_LEVEL: Readonly<Record<string, number>> = { CNY: 1, USD: 0.2, EUR: 0.2, GBP: 0.18, JPY: 25, KRW: 250, HKD: 1.2, TWD: 5 }

/** The strategies that a new shop begins with, in its currency. Expected effects are cautious guesses until the control group provides measured ones. */
export function strategyLibrary(currency: string): LibraryStrategy[] {
  const cost = costIn(currency)
  return [...retailStrategies(cost), ...industryStrategies(cost)]
}

/** All ready-made strategies by industry, in the shop's currency. */
export function strategyPacks(currency: string): LibraryStrategy[] {
  const cost = costIn(currency)
  return [
    ...strategyLibrary(currency),
    ...[retailPack, ecommercePack, financePack, telecomPack, educationPack, saasPack].flatMap((pack) => pack(cost)),
  ]
}

function costIn(currency: string): Cost {
  return (yuan) => ({ minor: toMinor(yuan * (PRICE_LEVEL[currency] ?? PRICE_LEVEL['USD'] ?? 1), currency), currency })
}
