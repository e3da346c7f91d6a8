import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { AttributeType } from '#collect/columns/attribute.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import type { ConditionField } from '#segment/conditions/condition-field.ts'
import { ACCOUNT_FIELDS, accountAttributeField } from '#segment/conditions/account-fields.ts'
import { attributeFieldOf, clusterFieldOf, CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import type { ReadFields } from '#segment/segments/segment-ports.ts'
import { TAG_FIELD } from '#segment/tags/tag.ts'
import type { Database } from './relational/database.ts'

type AccountAttributeType = Parameters<typeof accountAttributeField>[1]
/** Of the attributes that a project's accounts have. */
const MOST_ACCOUNT_ATTRIBUTES = 500

/** Fields that conditions may name: those that every project has, the project's attributes that are not personal, and its tags. Cost: one row for each of these. */
export function createFieldReader(db: Kysely<Database>, clusters: { labels(): Promise<Parameters<typeof clusterFieldOf>[0]> }): ReadFields {
  return async () => {
    const [named, attributes, { rows: tags }, { rows: ofAccounts }] = await Promise.all([
      clusters.labels(),
      db
        .selectFrom('attribute_definitions')
        .select(['name', 'label', 'type'])
        .where('personal', '=', false)
        .where('removed_at', 'is', null)
        .orderBy('name')
        .execute(),
      sql<{ name: string; label: BilingualText; field: Pick<ConditionField, 'type' | 'choices'> }>`
        SELECT name, label, field FROM tags WHERE archived_at IS NULL ORDER BY name`.execute(db),
      sql<{ name: string; type: AccountAttributeType }>`
        SELECT name, type FROM account_attributes ORDER BY name LIMIT ${MOST_ACCOUNT_ATTRIBUTES}`.execute(db),
    ])
    return [
      ...CUSTOMER_FIELDS,
      ...PREDICTION_FIELDS,
      ...(named.length === 0 ? [] : [clusterFieldOf(named)]),
      ...attributes.map(({ type, ...one }) => attributeFieldOf({ ...one, type: type as AttributeType })),
      ...tags.map(({ name, label, field }): ConditionField => ({ name: `${TAG_FIELD}${name}`, label, ...field, hasPast: false })),
      ...ACCOUNT_FIELDS,
      ...ofAccounts.map(({ name, type }) => accountAttributeField(name, type)),
    ]
  }
}
