import type { Kysely } from 'kysely'
import type { AttributeType } from '#collect/columns/attribute.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { attributeFieldOf, CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import type { ReadFields } from '#segment/segments/segment-ports.ts'
import type { Database } from './relational/database.ts'

/** Fields that conditions may name: those that every project has, and the project's attributes that are not personal. Cost: one row for each attribute. */
export function createFieldReader(db: Kysely<Database>): ReadFields {
  return async () => {
    const attributes = await db
      .selectFrom('attribute_definitions')
      .select(['name', 'label', 'type'])
      .where('personal', '=', false)
      .where('removed_at', 'is', null)
      .orderBy('name')
      .execute()
    return [
      ...CUSTOMER_FIELDS,
      ...PREDICTION_FIELDS,
      ...attributes.map(({ type, ...one }) => attributeFieldOf({ ...one, type: type as AttributeType })),
    ]
  }
}
