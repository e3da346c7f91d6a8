import type { ClickHouseClient } from '@clickhouse/client'
import type { RecommendFacts } from '#predict/recommend/recommend-facts.ts'
import type { RecommendStore } from '#predict/recommend/recommend-service.ts'
import { RECOMMEND_SOURCES } from '#predict/recommend/recommend-source.ts'
import type { RecommendTraining } from '#predict/recommend/train-recommender.ts'
import { engineTime, insertLines, insertRows, tabSeparated, type AnalyticalTable } from './insert.ts'
import { readRecommendFacts } from './queries/recommend-facts.ts'

const BLOCK = 50_000
/** Runs whose lists are kept: what was recommended lately can still be looked up. */
const KEPT_RUNS = 8
/** The table that says which run is the newest is written last. */
const RUN_TABLES = ['recommendations', 'item_neighbours', 'basket_rules', 'segment_favourites'] as const

export function createRecommendStore(client: ClickHouseClient): RecommendStore {
  return {
    readFacts: (asOf) => readRecommendFacts(client, asOf),

    async writeRun(asOf, facts, training) {
      const time = engineTime(asOf.getTime())
      await dropRuns(client, [time])
      await writeLabels(client, time, facts)
      await writeLists(client, time, facts, training)
      await writeNeighbours(client, time, facts, training)
      await writeRules(client, time, facts, training)
      await insertRows(
        client,
        'segment_favourites',
        training.favourites.flatMap(({ segment, items }) =>
          items.map(({ product, score }, k) => ({
            as_of: time,
            segment: segment < 0 ? '' : facts.segments[segment],
            rank: k + 1,
            product_id: facts.products[product]?.id,
            score,
          })),
        ),
      )
      await dropOldRuns(client)
    },
  }
}

async function writeLabels(client: ClickHouseClient, time: string, { products, purchases }: RecommendFacts): Promise<void> {
  const pairs = new Set<number>()
  const buyers = new Uint32Array(products.length)
  for (const [k, product] of purchases.product.entries()) {
    const pair = (purchases.customer[k] as number) * products.length + product
    if (pairs.has(pair)) continue
    pairs.add(pair)
    buyers[product] = (buyers[product] as number) + 1
  }
  const lines = products.map(({ id, name, category, price }, p) =>
    tabSeparated([id, time, name, category, price === null ? null : price.toFixed(6), buyers[p] as number]),
  )
  await insertBlocks(client, 'product_labels', ['product_id', 'as_of', 'name', 'category', 'price', 'buyers'], lines, time)
}

async function writeLists(client: ClickHouseClient, time: string, facts: RecommendFacts, { lists }: RecommendTraining): Promise<void> {
  const columns = ['as_of', 'customer_id', 'segment', 'rank', 'product_id', 'score', 'source', 'because_product']
  for (let start = 0; start < lists.customer.length; start += BLOCK) {
    const size = Math.min(BLOCK, lists.customer.length - start)
    const lines = Array.from({ length: size }, (_, i) => {
      const k = start + i
      return tabSeparated([
        time,
        facts.customers[lists.customer[k] as number] as string,
        facts.segments[facts.segmentOf[lists.customer[k] as number] as number] ?? '',
        lists.rank[k] as number,
        idOf(facts, lists.product[k] as number),
        lists.score[k] as number,
        RECOMMEND_SOURCES[lists.source[k] as number] as string,
        idOf(facts, lists.because[k] as number),
      ])
    })
    await insertLines(client, 'recommendations', columns, lines, `recommendations/${time}/${start}`)
  }
}

async function writeNeighbours(client: ClickHouseClient, time: string, facts: RecommendFacts, training: RecommendTraining): Promise<void> {
  const { neighbours } = training
  const lines = Array.from(neighbours.product, (product, k) =>
    tabSeparated([
      time,
      idOf(facts, product),
      neighbours.rank[k] as number,
      idOf(facts, neighbours.other[k] as number),
      neighbours.score[k] as number,
      RECOMMEND_SOURCES[neighbours.source[k] as number] as string,
      neighbours.support[k] as number,
      neighbours.confidence[k] as number,
      neighbours.lift[k] as number,
    ]),
  )
  const columns = ['as_of', 'product_id', 'rank', 'other_id', 'score', 'source', 'support', 'confidence', 'lift']
  await insertBlocks(client, 'item_neighbours', columns, lines, time)
}

async function writeRules(client: ClickHouseClient, time: string, facts: RecommendFacts, { rules }: RecommendTraining): Promise<void> {
  await insertRows(
    client,
    'basket_rules',
    rules.map((rule, number) => ({
      as_of: time,
      number,
      left_ids: rule.left.map((product) => idOf(facts, product)),
      right_id: idOf(facts, rule.right[0] as number),
      baskets: rule.count,
      support: rule.support,
      confidence: rule.confidence,
      lift: rule.lift,
      leverage: rule.leverage,
      conviction: Number.isFinite(rule.conviction) ? rule.conviction : 'inf',
    })),
  )
}

async function insertBlocks(
  client: ClickHouseClient,
  table: AnalyticalTable,
  columns: readonly string[],
  lines: readonly string[],
  time: string,
): Promise<void> {
  for (let start = 0; start < lines.length; start += BLOCK) {
    await insertLines(client, table, columns, lines.slice(start, start + BLOCK), `${table}/${time}/${start}`)
  }
}

async function dropOldRuns(client: ClickHouseClient): Promise<void> {
  const result = await client.query({
    query: `SELECT DISTINCT toString(as_of) AS as_of FROM segment_favourites ORDER BY as_of DESC`,
    format: 'JSONEachRow',
  })
  const runs = await result.json<{ as_of: string }>()
  await dropRuns(
    client,
    runs.slice(KEPT_RUNS).map((row) => row.as_of),
  )
}

/** Times come from the engine or from `engineTime`, never from outside. */
async function dropRuns(client: ClickHouseClient, times: readonly string[]): Promise<void> {
  for (const time of times) {
    for (const table of RUN_TABLES) {
      await client.command({ query: `ALTER TABLE ${table} DROP PARTITION tuple(toDateTime64('${time}', 3, 'UTC'))` })
    }
  }
}

function idOf({ products }: RecommendFacts, place: number): string {
  return products[place]?.id ?? ''
}
