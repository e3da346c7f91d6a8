import { AppError } from '#kernel/app-error.ts'

/** What is never recommended, as data of the house. */
export interface RecommendExclusions {
  readonly productIds: readonly string[]
  readonly categories: readonly string[]
  /** Not recommended again so many days after it was bought, unless people usually buy it again sooner. */
  readonly boughtWithinDays: number
}

export const NO_EXCLUSIONS: RecommendExclusions = { productIds: [], categories: [], boughtWithinDays: 90 }

/** Throws an AppError that names what is wrong. */
export function checkExclusions(exclusions: RecommendExclusions): RecommendExclusions {
  const { productIds, categories, boughtWithinDays } = exclusions
  if (!(Number.isInteger(boughtWithinDays) && boughtWithinDays >= 0 && boughtWithinDays <= 730)) {
    throw new AppError('invalid-input', 'exclusions-days', 'boughtWithinDays takes whole days from 0 to 730.')
  }
  return { productIds: [...new Set(productIds)], categories: [...new Set(categories)], boughtWithinDays }
}

/** A quick test of the product and category lists. */
export function exclusionTest(exclusions: RecommendExclusions): (product: { readonly id: string; readonly category: string }) => boolean {
  const ids = new Set(exclusions.productIds)
  const categories = new Set(exclusions.categories)
  return ({ id, category }) => ids.has(id) || (category !== '' && categories.has(category))
}
