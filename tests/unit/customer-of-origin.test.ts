import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// Whose a fact is, is said once: in src/store/analytical/customer-of-origin.ts. Everything else reads customer_id, which comes from there.

const root = join(import.meta.dirname, '../..')

/** Where it is said, and where rows are told. */
const HOME: ReadonlySet<string> = new Set(['src/store/analytical/customer-of-origin.ts', 'src/store/analytical/squash-origins.ts'])

/** What else may name the columns and tables behind it, with the reason. */
const ALLOWED: Readonly<Record<string, readonly (readonly [text: string, reason: string])[]>> = {
  'src/store/analytical/events-store.ts': [["'owner_id',", 'written']],
  'src/store/analytical/order-book-store.ts': [
    ['owner_id: one.customerId', 'written'],
    ['owner_id: line.customerId', 'written'],
  ],
  'src/store/analytical/feedback-store.ts': [
    ['owner_id: customerId', 'written'],
    ['owner_id: one.customerId', 'written'],
  ],
  'src/store/analytical/measures-store.ts': [['owner_id: one.customerId', 'written']],
  'src/store/analytical/subscriptions-store.ts': [
    ["'owner_id',", 'written'],
    ['owner_id: one.customerId', 'written'],
  ],
  'src/store/analytical/touches-store.ts': [['owner_id: customerId', 'written']],
  'src/store/analytical/order-lines-store.ts': [
    ["'owner_id',", 'written'],
    ['owner_id: customerId', 'written'],
  ],
  'src/store/analytical/undo-facts.ts': [
    ["'owner_id',", 'kept and written'],
    ['owner_id: CUSTOMER_OF_ORIGIN', 'written'],
    ['INSERT INTO customer_overrides', 'written: who comes again counts for nobody else'],
  ],
  'src/store/analytical/insert.ts': [["'customer_overrides'", 'the list of tables']],
  'src/store/analytical/customer-facts.ts': [
    ["'customer_overrides'", 'written'],
    ['INSERT INTO customer_overrides', 'written'],
  ],
}

test('no query says itself whose a fact is', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !HOME.has(file))
  const found = files.flatMap((file) => {
    let text = readFileSync(join(root, file), 'utf8')
    for (const [allowed] of ALLOWED[file] ?? []) {
      expect(text).toContain(allowed)
      text = text.replaceAll(allowed, '')
    }
    return text
      .split('\n')
      .filter((line) => /\bowner_id\b|\bcustomer_overrides\b/.test(line))
      .map((line) => `${file}: ${line.trim()}`)
  })
  expect(found).toEqual([])
})
