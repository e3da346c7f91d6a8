import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import { toMinor, type Money } from '#kernel/money.ts'
import { becauseText, type RecommendSource } from '#predict/recommend/recommend-source.ts'
import { readRows } from './read-rows.ts'

export interface ProductLabel {
  productId: string
  name: string
  category: string
  price: Money | null
}

export interface RecommendedItem {
  product: ProductLabel
  score: number
  source: RecommendSource
  because: BilingualText
}

/** A row that names a product and why it is there. */
export interface ItemRow {
  readonly product_id: string
  readonly score: number
  readonly source: RecommendSource
  readonly because_product: string
}

/** The newest run with everything that many answers share. */
export interface CatalogueRun {
  readonly asOf: Date
  /** What each segment likes, best first; '' is everyone. */
  readonly favourites: ReadonlyMap<string, readonly ItemRow[]>
  label(id: string, currency: string): ProductLabel
  /** Ids of products whose name or id has the text, the most bought first. */
  search(text: string, limit: number): string[]
  has(id: string): boolean
}

interface LabelRow {
  readonly product_id: string
  readonly name: string
  readonly category: string
  readonly price: number | null
}

/** Grain: product, the most bought first. Cost: one pass over the labels, once a run. */
const LABELS = `
SELECT product_id, name, category, toFloat64(price) AS price FROM product_labels FINAL
ORDER BY buyers DESC, product_id`

/** Grain: one row. Cost: the end of the key of a table of some hundred rows a run, which is written last. */
const NEWEST_RUN = `SELECT as_of FROM segment_favourites ORDER BY as_of DESC LIMIT 1`

/** Grain: favourite of a segment. Cost: one pass over the favourites of a run. */
const FAVOURITES = `
SELECT segment, product_id, score, 'popular' AS source, '' AS because_product FROM segment_favourites
WHERE as_of = {asOf:DateTime64(3,'UTC')}
ORDER BY segment, rank`

/** Another process may have trained: so often is asked for a newer run. */
const FRESH_MS = 5_000

/** Keeps labels and favourites of the newest run in memory, so that one customer's list costs one keyed read. */
export class RecommendCatalogue {
  readonly client: ClickHouseClient
  #run: CatalogueRun | null = null
  #checkedAt = Number.NEGATIVE_INFINITY
  #loading: Promise<CatalogueRun | null> | null = null

  constructor(client: ClickHouseClient) {
    this.client = client
  }

  /** The newest run, or null before the first one. At most some seconds old. */
  current(): Promise<CatalogueRun | null> {
    if (performance.now() - this.#checkedAt < FRESH_MS) return Promise.resolve(this.#run)
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  /** After a training: the next answer reads the new run, also when it has the as-of time of the one before. */
  forget(): void {
    this.#run = null
    this.#checkedAt = Number.NEGATIVE_INFINITY
  }

  async #load(): Promise<CatalogueRun | null> {
    const [row] = await readRows<{ as_of: string }>(this.client, NEWEST_RUN)
    const asOf = row === undefined ? null : new Date(row.as_of)
    if (asOf === null || asOf.getTime() !== this.#run?.asOf.getTime()) this.#run = asOf === null ? null : await readRun(this.client, asOf)
    this.#checkedAt = performance.now()
    return this.#run
  }
}

async function readRun(client: ClickHouseClient, asOf: Date): Promise<CatalogueRun> {
  const [rows, liked] = await Promise.all([
    readRows<LabelRow>(client, LABELS),
    readRows<ItemRow & { readonly segment: string }>(client, FAVOURITES, { asOf }),
  ])
  const labels = new Map(rows.map((row) => [row.product_id, row]))
  const favourites = new Map<string, ItemRow[]>()
  for (const row of liked) {
    const list = favourites.get(row.segment)
    if (list === undefined) favourites.set(row.segment, [row])
    else list.push(row)
  }
  return {
    asOf,
    favourites,
    has: (id) => labels.has(id),
    label(id, currency) {
      const row = labels.get(id)
      if (row === undefined) return { productId: id, name: id, category: '', price: null }
      const price = row.price === null ? null : { minor: toMinor(row.price, currency), currency }
      return { productId: id, name: row.name.trim(), category: row.category, price }
    },
    search(text, limit) {
      const wanted = text.toLowerCase()
      const found: string[] = []
      for (const { product_id: id, name } of rows) {
        if (found.length === limit) break
        if (name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted)) found.push(id)
      }
      return found
    },
  }
}

export function toItem(row: ItemRow, run: CatalogueRun, currency: string): RecommendedItem {
  const because = row.because_product === '' ? null : run.label(row.because_product, currency).name
  return { product: run.label(row.product_id, currency), score: row.score, source: row.source, because: becauseText(row.source, because) }
}
