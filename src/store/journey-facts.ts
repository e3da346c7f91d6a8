import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { formsOf } from '#act/content/message-content.ts'
import type { MessageContent } from '#act/content/message-content.ts'
import type { JourneyFacts } from '#act/journeys/check-journey.ts'
import type { JourneyDefinition } from '#act/journeys/journey.ts'
import type { AttributeType } from '#collect/columns/attribute.ts'
import { AppError } from '#kernel/app-error.ts'
import { isDate } from '#segment/conditions/condition-field.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { TAG_FIELD } from '#segment/tags/tag.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

interface Parts {
  readonly pool: Pool
  readonly db: Kysely<Database>
  readonly segments: Pick<SegmentService, 'language' | 'read'>
  readonly contents: { version(id: string, version: number): Promise<MessageContent | null> }
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu
const contentKey = ({ id, version }: { readonly id: string; readonly version: number }): string => `${id} ${version}`

/** What the project knows that a journey names. Cost: the catalogue of conditions, and a row for each of its contents. */
export function createJourneyFacts({ pool, db, segments, contents }: Parts) {
  /** The newest version that was published of each. */
  const published = async (ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    if (ids.length === 0) return new Map()
    const { rows } = await withEngineErrors('postgres', () =>
      pool.query<{ id: string; published: number }>(
        'SELECT id, published FROM contents WHERE id = ANY ($1::uuid[]) AND published IS NOT NULL',
        [ids],
      ),
    )
    return new Map(rows.map((row) => [row.id, row.published]))
  }
  return async ({ steps }: Pick<JourneyDefinition, 'steps'>): Promise<JourneyFacts> => {
    const named = steps.flatMap((step) => (step.kind === 'send' && UUID.test(step.content.id) ? [step.content] : []))
    const [language, attributes, newest, found] = await Promise.all([
      segments.language(),
      db
        .selectFrom('attribute_definitions')
        .select(['name', 'type'])
        .where('personal', '=', false)
        .where('removed_at', 'is', null)
        .execute(),
      published(named.map(({ id }) => id)),
      Promise.all(named.map(async (one) => [contentKey(one), await contents.version(one.id, one.version)] as const)),
    ])
    const { catalogue } = language
    const versions = new Map(found)
    const fields = [...catalogue.fields.values()]
    return {
      content: (id, version) => {
        const key = contentKey({ id, version })
        const content = versions.get(key) ?? null
        return content === null ? null : { isPublished: version <= (newest.get(id) ?? 0), forms: formsOf(content) }
      },
      segments: new Set(catalogue.segments.keys()),
      tags: new Map(
        fields
          .filter(({ name }) => name.startsWith(TAG_FIELD))
          .map(({ name, choices }) => [name.slice(TAG_FIELD.length), choices?.map(({ value }) => value) ?? null]),
      ),
      attributes: new Map(attributes.map(({ name, type }) => [name, type as AttributeType])),
      dates: new Set(fields.filter(({ type }) => isDate(type)).map(({ name }) => name)),
      condition: (condition) => {
        try {
          segments.read({ condition }, language)
          return null
        } catch (error) {
          if (error instanceof AppError) return { code: error.code, message: error.message }
          throw error
        }
      },
    }
  }
}
