import { AppError } from '#kernel/app-error.ts'

/** Products that are never recommended, as set by the project. */
export interface RecommendExclusions {
  readonly productIds: readonly string[]
  readonly categories: readonly string[]
  /** Days after a purchase in which the product is not recommended again, unless customers usually rebuy it sooner. */
  readonly boughtWithinDays: number
}

export const NO_EXCLUSIONS: RecommendExclusions = { productIds: [], categories: [], boughtWithinDays: 90 }

/** Validates exclusions. Throws an AppError that names the problem. */
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
