import type { ClickHouseClient } from '@clickhouse/client'
import { wordOf } from '#act/pieces/check-piece.ts'
import type { PieceFacts } from '#act/pieces/piece-ports.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Tag } from '#segment/tags/tag.ts'
import { tagHolds } from './analytical/conditions/field-sources.ts'
import { factsOf } from './analytical/customer-of-origin.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { soldLine } from './analytical/sold-line.ts'
import { withEngineErrors } from './engines/engine-error.ts'

const BLOCK = 1_000

/** Grain: customer and category, over the last two years. Cost: the rows of these customers, by key. */
const BOUGHT = `
SELECT toString(customer_id) AS id, any(category) AS name, count() AS lines
FROM order_lines FINAL
WHERE ${factsOf('{ids:Array(UUID)}')} AND ${soldLine()} AND category != ''
  AND available_at <= {now:DateTime64(3, 'UTC')} AND occurred_at > {now:DateTime64(3, 'UTC')} - INTERVAL 2 YEAR
GROUP BY customer_id, cityHash64(category)`

/** Grain: customer and tag with a text as its value. */
const TAGGED = `
SELECT toString(customer_id) AS id, toString(tag) AS tag, text FROM customer_tags FINAL
WHERE customer_id IN {ids:Array(UUID)} AND amount IS NULL AND text != '' AND ${tagHolds("{now:DateTime64(3, 'UTC')}")}`

/** What of customers speaks for what a content piece is about: shares of categories among the lines that they bought, values of their tags with the labels of these. */
export function createPieceFacts(client: ClickHouseClient, tags: () => Promise<readonly Tag[]>): PieceFacts {
  return {
    async of(customerIds, now) {
      const found = new Map<string, { categories: Map<string, number>; words: Set<string> }>()
      const of = (id: string) => {
        const known = found.get(id) ?? { categories: new Map<string, number>(), words: new Set<string>() }
        found.set(id, known)
        return known
      }
      const labels = wordsOfValues(await tags())
      for (let start = 0; start < customerIds.length; start += BLOCK) {
        const ids = customerIds.slice(start, start + BLOCK)
        const [bought, tagged] = await withEngineErrors('clickhouse', () =>
          Promise.all([
            readRows<{ id: string; name: string; lines: string }>(client, BOUGHT, { ids, now }),
            readRows<{ id: string; tag: string; text: string }>(client, TAGGED, { ids, now }),
          ]),
        )
        for (const [id, rows] of Map.groupBy(bought, (row) => row.id)) {
          const all = rows.reduce((sum, { lines }) => sum + Number(lines), 0)
          const { categories } = of(id)
          for (const { name, lines } of rows) categories.set(wordOf(name), (categories.get(wordOf(name)) ?? 0) + Number(lines) / all)
        }
        for (const { id, tag, text } of tagged) {
          const { words } = of(id)
          for (const word of labels.get(`${tag}\u0000${text}`) ?? [wordOf(text)]) words.add(word)
        }
      }
      return found
    },
  }
}

/** Words of each value of each tag: the value with its label; of a yes the name and label of the tag, of a no nothing. */
function wordsOfValues(tags: readonly Tag[]): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>()
  const both = ({ zh, en }: BilingualText) => [wordOf(zh), wordOf(en)]
  for (const { name, label, field } of tags) {
    words.set(`${name}\u0000true`, [wordOf(name), ...both(label)])
    words.set(`${name}\u0000false`, [])
    for (const { value, label: said } of field.choices ?? []) words.set(`${name}\u0000${value}`, [wordOf(value), ...both(said)])
  }
  return words
}
