import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '#store/relational/connect.ts'
import { askKysely } from '#store/relational/ask.ts'
import { readStatements, wordsOfFacts } from '#store/relational/statement-store.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'

const MIGRATION = join(import.meta.dirname, '../../src/store/relational/migrations/0181-customer-statements.sql')
const [STAYS, GONE, ALONE] = ['1', '2', '3'].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string]
const IMPORT = '00000000-0000-7000-8000-0000000000f1'

let open: OpenEngines

beforeAll(async () => {
  open = await openEngines()
  await emptyShop(open.engines)
})
afterAll(() => open?.stop())

it('takes over what was known before statements were kept, and leaves out of a survivor what the other record says itself', async () => {
  const { pg } = open.engines
  const sql = (text: string, values: unknown[] = []) => pg.query(text, values)
  await sql('DROP TABLE customer_statements, survivorship_rules')
  await sql(
    'CREATE TABLE customer_attributes (customer_id uuid, import_id uuid, said_at timestamptz, plain jsonb, personal jsonb, PRIMARY KEY (customer_id, import_id))',
  )
  const customer = (id: string, name: string, attributes: object, mergedInto: string | null, at: string) =>
    sql(
      `INSERT INTO customers (id, data_key, display_name, masked_name, attributes, source, merged_into, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, 'import', $6, $7, $7)`,
      [id, Buffer.from('key'), name === '' ? null : Buffer.from('x'.repeat(90)), name, attributes, mergedInto, at],
    )
  await customer(STAYS, '李*', { region: '上海', gender: 'female' }, null, '2026-05-02T00:00:00Z')
  await customer(GONE, '李*', { gender: 'female' }, STAYS, '2026-04-01T00:00:00Z')
  await customer(ALONE, '', {}, null, '2026-05-03T00:00:00Z')
  await sql(
    `INSERT INTO merge_snapshots (merged_id, merged_at, customer_id, named, attributes, registered_at, has_language, has_time_zone, is_test)
     VALUES ($1, '2026-05-02', $2, true, '{region}', NULL, false, false, false)`,
    [GONE, STAYS],
  )
  await sql(`INSERT INTO customer_attributes VALUES ($1, $2, '2026-05-01T00:00:00Z', $3, $4)`, [
    ALONE,
    IMPORT,
    { points: 120, vip: true },
    { contact: { masked: '139****1101', sealed: 'AAA=' } },
  ])
  await sql(readFileSync(MIGRATION, 'utf8'))
  const said = await readStatements(askKysely(connect(pg)), [STAYS, ALONE])
  const words = (id: string) =>
    [...wordsOfFacts(said.get(id) ?? [])]
      .flatMap(([fact, all]) =>
        all.map(
          (word) =>
            `${fact} ${word.recordId.at(-1)} ${word.value ?? word.masked} ${word.source} ${new Date(word.last).toISOString().slice(0, 10)}`,
        ),
      )
      .toSorted()
  expect(words(STAYS)).toEqual([
    'field:gender 2 female  2026-04-01',
    'field:name 1 李*  2026-05-02',
    'field:name 2 李*  2026-04-01',
    'field:region 1 上海  2026-05-02',
  ])
  expect(words(ALONE)).toEqual([
    'attribute:contact 3 139****1101 file 2026-05-01',
    'attribute:points 3 120 file 2026-05-01',
    'attribute:vip 3 true file 2026-05-01',
  ])
  const name = wordsOfFacts(said.get(STAYS) ?? []).get('field:name')?.[0]
  expect(name?.value === undefined && Buffer.from(name?.sealed ?? '', 'base64').toString()).toBe('x'.repeat(90))
})
