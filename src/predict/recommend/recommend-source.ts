import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Part } from './score-customer.ts'

/** The source of a recommendation. */
export type RecommendSource = 'collaborative' | 'rule' | 'content' | 'repeat' | 'popular'

export const RECOMMEND_SOURCES: readonly RecommendSource[] = ['collaborative', 'rule', 'content', 'repeat', 'popular']

const SOURCE_OF: Readonly<Record<Part, RecommendSource>> = {
  neighbours: 'collaborative',
  factors: 'collaborative',
  rule: 'rule',
  content: 'content',
  popular: 'popular',
  repeat: 'repeat',
}

export function sourceOf(part: Part): RecommendSource {
  return SOURCE_OF[part]
}

/** One sentence that says why; `because` is the name of a product the customer bought or viewed, or null. */
export function becauseText(source: RecommendSource, because: string | null): BilingualText {
  if (source === 'repeat') return { zh: '以前买过，到了再次购买的时候', en: 'Bought before, and due again' }
  if (source === 'popular') return { zh: '同类客户近期常买', en: 'Popular lately with customers like this one' }
  if (because === null) return { zh: '口味相近的客户常买', en: 'Bought by customers of similar taste' }
  if (source === 'rule') return { zh: `常与“${because}”一起购买`, en: `Often bought together with ${because}` }
  if (source === 'content') return { zh: `与“${because}”相似`, en: `Similar to ${because}` }
  return { zh: `喜欢“${because}”的客户也买`, en: `Customers who like ${because} also buy this` }
}
