import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import type { AskedFacts, ContentFacts, ContentFactsReader } from '#act/content/content-ports.ts'
import { LIFECYCLE_LABELS } from '#segment/segment-labels.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { tagHolds } from './analytical/conditions/field-sources.ts'
import type { Database } from './relational/database.ts'
import { readCurrentAttributes } from './relational/current-attributes.ts'

interface Parts {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  /** Names of recommended products of each customer, best first. */
  readonly products: (customerIds: readonly string[], limit: number) => Promise<ReadonlyMap<string, readonly string[]>>
}

const BLOCK = 1_000
const PRODUCTS = 3

/** Grain: customer of a block in the newest run of profiles. Cost: the granules that may hold them. */
const PROFILES = `
SELECT toString(customer_id) AS id, toString(lifecycle_tier) AS tier, recency_days, toString(favourite_category) AS category
FROM profiles FINAL
WHERE as_of = (SELECT as_of FROM profiles ORDER BY as_of DESC LIMIT 1) AND customer_id IN {ids:Array(UUID)}`

/** Grain: customer and tag with a value. */
const TAGS = `
SELECT toString(customer_id) AS id, toString(tag) AS name, text, amount FROM customer_tags FINAL
WHERE customer_id IN {ids:Array(UUID)} AND tag IN {tags:Array(String)} AND ${tagHolds("{now:DateTime64(3, 'UTC')}")}`

/** What contents say of customers, for a block of messages at once. Values of attributes that are kept sealed are nobody's text: they are left out. */
export function createContentFacts({ client, db, products }: Parts): ContentFactsReader {
  return {
    async of(customerIds, asked, now) {
      const found = new Map<string, ContentFacts>()
      for (let start = 0; start < customerIds.length; start += BLOCK) {
        for (const [id, facts] of await readBlock(customerIds.slice(start, start + BLOCK), asked, now)) found.set(id, facts)
      }
      return found
    },
  }

  async function readBlock(ids: readonly string[], asked: AskedFacts, now: Date): Promise<Map<string, ContentFacts>> {
    const [profiles, attributes, tags, liked] = await Promise.all([
      asked.profile
        ? readRows<{ id: string; tier: LifecycleTier | ''; recency_days: number | null; category: string }>(client, PROFILES, { ids })
        : [],
      asked.attributes.length > 0 ? readCurrentAttributes(db, ids) : [],
      asked.tags.length > 0
        ? readRows<{ id: string; name: string; text: string; amount: number | null }>(client, TAGS, { ids, tags: asked.tags, now })
        : [],
      asked.products ? products(ids, PRODUCTS) : new Map<string, readonly string[]>(),
    ])
    const byId = new Map(profiles.map((row) => [row.id, row]))
    const said = grouped(
      attributes.flatMap(({ customerId, name, value }) => ('plain' in value ? [[customerId, name, textOf(value.plain)] as const] : [])),
    )
    const tagged = grouped(tags.map(({ id, name, text, amount }) => [id, name, amount === null ? text : textOf(amount)] as const))
    return new Map(
      ids.map((id) => {
        const profile = byId.get(id)
        return [
          id,
          {
            tier: profile === undefined || profile.tier === '' ? null : (LIFECYCLE_LABELS[profile.tier] ?? null),
            daysSinceLastOrder: profile?.recency_days === null || profile === undefined ? null : Math.floor(profile.recency_days),
            favouriteCategory: profile?.category ?? '',
            attributes: said.get(id) ?? {},
            tags: tagged.get(id) ?? {},
            products: liked.get(id) ?? [],
          },
        ]
      }),
    )
  }
}

function grouped(rows: readonly (readonly [id: string, name: string, value: string])[]): Map<string, Record<string, string>> {
  const all = new Map<string, Record<string, string>>()
  for (const [id, name, value] of rows) {
    const of = all.get(id) ?? {}
    if (value !== '') of[name] = value
    all.set(id, of)
  }
  return all
}

/** A yes or no is no text of a sentence: it is there for conditions, and empty for a no. */
function textOf(value: AttributeValue): string {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100)
  if (typeof value === 'boolean') return value ? 'true' : ''
  return value
}
