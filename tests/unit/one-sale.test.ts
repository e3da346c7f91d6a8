import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { soldLine } from '#store/analytical/sold-line.ts'

// What a sale is, is written once: in src/store/analytical/sold-line.ts.

const root = join(import.meta.dirname, '../..')
const HOME = 'src/store/analytical/sold-line.ts'

/** How a query would spell a condition of its own. `unit_price > 0` and the like, with or without the name of a table. */
const SPELLINGS = [
  /\bis_duplicate\b/,
  /\bis_test\b/,
  /\bis_bot\b/,
  /\bis_repeat\b/,
  /\bunit_price\s*[<>=!]+\s*0/,
  /\bquantity\s*[<>]=?\s*0(?!n)/,
  /\bkind\s*(?:=|!=|<>|IN\s*\()\s*'(?:sale|return|adjustment)'/,
  /toUUID\('0{8}-/,
]

/** What else may be written, with the reason. Each must still be there. */
const EXCEPTIONS: readonly (readonly [file: string, text: string, reason: string])[] = [
  ['src/store/analytical/order-lines-store.ts', "'is_duplicate',\n  'is_test',", 'names of columns that are written'],
  ['src/store/analytical/events-store.ts', "'is_bot',\n  'is_test',\n  'is_repeat',", 'names of columns that are written'],
  [
    'src/store/analytical/order-book-store.ts',
    'is_duplicate AS copy,\n            is_test AS test',
    'columns of lines that are read as they are',
  ],
  ['src/store/analytical/order-book-store.ts', 'is_duplicate: 0,\n    is_test: line.isTest ? 1 : 0', 'columns that are written'],
  [
    'src/store/analytical/customer-facts.ts',
    'is_test: customer.isTest || customer.isFakeSignUp ? 1 : 0',
    'a column of customers that is written',
  ],
  ['src/store/analytical/queries/customer-groups.ts', 'IS_PERSON = `is_test = 0', 'the test mark of customers: who is counted at all'],
  [
    'src/store/analytical/queries/customer-groups.ts',
    'IS_PERSON_OR_FAKE = `(is_test = 0 OR is_fake_sign_up = 1)',
    'the test mark of customers: those who are looked at again',
  ],
  ['src/store/analytical/queries/value-facts.ts', 'is_test AS is_test_customer', 'the test mark of customers, joined to their lines'],
  [
    'src/store/analytical/queries/churn-feature-sources.ts',
    'is_test AS is_test_customer',
    'the test mark of customers, joined to their lines',
  ],
  ['src/store/analytical/queries/churn-label-counts.ts', 'FROM customers FINAL WHERE is_test = 1', 'the test mark of customers'],
  ['src/store/analytical/queries/contract-label-counts.ts', 'FROM customers FINAL WHERE is_test = 1', 'the test mark of customers'],
]

const files = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => file !== HOME && !file.endsWith('.test.ts') && !/^src\/(?:collect|store\/relational)\//.test(file))
  .toSorted()

test('nothing else spells what a sale is', () => {
  const found = files.flatMap((file) => {
    const text = EXCEPTIONS.filter(([of]) => of === file).reduce(
      (rest, [, allowed]) => rest.replace(allowed, ''),
      readFileSync(join(root, file), 'utf8'),
    )
    return text
      .split('\n')
      .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && SPELLINGS.some((spelling) => spelling.test(line)))
      .map((line) => `${file}: ${line.trim()}`)
  })
  expect(found).toEqual([])
})

test('every exception is still there', () => {
  expect(EXCEPTIONS.filter(([file, text]) => !readFileSync(join(root, file), 'utf8').includes(text))).toEqual([])
})

test('the view of orders holds the lines of the definition', () => {
  const migrations = globSync('src/store/analytical/migrations/*.sql', { cwd: root }).toSorted()
  const newest = migrations.map((file) => readFileSync(join(root, file), 'utf8')).findLast((sql) => sql.includes('CREATE VIEW orders'))
  const conditions = (sql: string) =>
    sql
      .split(' AND ')
      .map((one) => one.trim())
      .toSorted()
  const where = newest?.slice(newest.lastIndexOf('WHERE ') + 6, newest.lastIndexOf('GROUP BY')).replaceAll(/\s+/g, ' ') ?? ''
  expect(conditions(where)).toEqual(conditions(soldLine('l')))
})
