import type { Kysely } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { attributeField, type AttributeType, type AttributeValue } from '#collect/columns/attribute.ts'
import { DEFAULT_RULE, survivingWord } from '#identity/survivorship/survivorship-rule.ts'
import { type Ask, askKysely } from './ask.ts'
import type { Database } from './database.ts'
import { readStatements, readSurvivorshipRules, wordsOfFacts } from './statement-store.ts'

/** The word on one attribute of a customer that counts. */
export interface CurrentAttribute {
  readonly customerId: string
  readonly name: string
  readonly label: string
  readonly type: AttributeType
  /** In clear, or masked with what opens it: the key of the record that it was said of. */
  readonly value: { readonly plain: AttributeValue } | { readonly masked: string; readonly sealed: Buffer; readonly recordId: string }
  readonly saidAt: Date
}

/** What is known of customers beyond the fixed fields, by label. */
export async function readCurrentAttributes(
  db: Pool | PoolClient | Kysely<Database>,
  customerIds: readonly string[],
): Promise<CurrentAttribute[]> {
  if (customerIds.length === 0) return []
  const ask = askOf(db)
  const said = await readStatements(ask, customerIds)
  if (said.size === 0) return []
  const definitions = await ask<{ name: string; label: string; type: AttributeType }>(
    'SELECT name, label, type FROM attribute_definitions WHERE removed_at IS NULL ORDER BY lower(label), name',
    [],
  )
  if (definitions.length === 0) return []
  const rules = await readSurvivorshipRules(ask)
  return [...said].flatMap(([customerId, statements]) => {
    const words = wordsOfFacts(statements)
    return definitions.flatMap(({ name, label, type }): CurrentAttribute[] => {
      const fact = attributeField(name)
      const word = survivingWord(rules.get(fact) ?? DEFAULT_RULE, words.get(fact) ?? [])
      if (word === undefined) return []
      const value =
        word.value === undefined
          ? { masked: word.masked, sealed: Buffer.from(word.sealed, 'base64'), recordId: word.recordId }
          : { plain: word.value }
      return [{ customerId, name, label, type, value, saidAt: new Date(word.last) }]
    })
  })
}

function askOf(db: Pool | PoolClient | Kysely<Database>): Ask {
  if ('executeQuery' in db) return askKysely(db)
  return async <Row>(text: string, values: readonly unknown[]) => (await db.query(text, [...values])).rows as Row[]
}

/** As people see it: one of `value` and `masked` is null. */
export interface ShownAttribute {
  readonly name: string
  readonly label: string
  readonly type: AttributeType
  readonly value: AttributeValue | null
  readonly masked: string | null
  readonly saidAt: string
}

export function shownAttribute({ name, label, type, value, saidAt }: CurrentAttribute): ShownAttribute {
  return {
    name,
    label,
    type,
    value: 'plain' in value ? value.plain : null,
    masked: 'masked' in value ? value.masked : null,
    saidAt: saidAt.toISOString(),
  }
}
