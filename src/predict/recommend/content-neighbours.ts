import { interactionMatrix } from '#numerics/recommend/interaction-matrix.ts'
import { itemNeighbours, type ItemNeighbours } from '#numerics/recommend/item-neighbours.ts'
import type { ProductFact } from './recommend-facts.ts'

/** Words in more products than this carry no information and are expensive to compare. */
const MOST_PRODUCTS_A_WORD = 1_000
const NEIGHBOURS = 30
const CATEGORY_WEIGHT = 2
const PRICE_WEIGHT = 0.5

/**
 * Finds similar products from what is known before anyone buys them: words of the name (for Chinese: pairs of characters), category, and
 * price band (by factors of two, within the category), each weighed by how rare it is; cosine.
 */
export function contentNeighbours(products: readonly ProductFact[], threads = 1): ItemNeighbours {
  const wordNumber = new Map<string, number>()
  const rows: number[] = []
  const columns: number[] = []
  const values: number[] = []
  for (const [p, product] of products.entries()) {
    for (const [word, weight] of featuresOf(product)) {
      const row = wordNumber.get(word) ?? wordNumber.size
      wordNumber.set(word, row)
      rows.push(row)
      columns.push(p)
      values.push(weight)
    }
  }
  const sizes = new Int32Array(wordNumber.size)
  for (const row of rows) sizes[row] = (sizes[row] as number) + 1
  const weighed = rows.map((row, k) => {
    const size = sizes[row] as number
    return size > MOST_PRODUCTS_A_WORD ? 0 : (values[k] as number) * Math.log(products.length / size)
  })
  const matrix = interactionMatrix(wordNumber.size, products.length, { rows, columns, values: weighed })
  return itemNeighbours(matrix, { neighbours: NEIGHBOURS, threads })
}

function featuresOf({ name, category, price }: ProductFact): Map<string, number> {
  const features = new Map<string, number>()
  for (const word of wordsOf(name)) features.set(word, 1)
  if (category !== '') features.set(`category ${category}`, CATEGORY_WEIGHT)
  if (price !== null && price > 0) features.set(`price ${category} ${Math.round(Math.log2(price))}`, PRICE_WEIGHT)
  return features
}

/** Latin words of two letters or more in lower case; Chinese, Japanese and Korean text as pairs of neighbouring characters. */
export function wordsOf(name: string): string[] {
  const words: string[] = []
  for (const run of name.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu) ??
    []) {
    if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(run)) {
      const characters = [...run]
      if (characters.length === 1) words.push(run)
      for (let k = 0; k + 1 < characters.length; k += 1) words.push(`${characters[k]}${characters[k + 1]}`)
    } else if (run.length > 1 && !/^\d+$/.test(run)) {
      words.push(run)
    }
  }
  return words
}
