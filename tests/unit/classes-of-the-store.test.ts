import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// A store is a factory that returns the port it implements (rule 10 of CONTRIBUTING.md).

const root = join(import.meta.dirname, '../..')

/** The classes that the store may have, with what they keep between calls. Each must still be there. */
const KEEP_SOMETHING = {
  'src/store/analytical/conditions/condition-sql.ts Compiler': 'the bits of a query while it is put together',
  'src/store/analytical/conditions/sql-binder.ts SqlBinder': 'the values of a query while it is put together',
  'src/store/analytical/queries/overview-months.ts OrderMonths': 'the months, until order lines change',
  'src/store/analytical/queries/recommend-catalogue.ts RecommendCatalogue': 'labels and favourites of the newest run',
  'src/store/engines/clickhouse-front/front-engine.ts FrontEngine': 'the running engine',
  'src/store/engines/clickhouse-front/front-response.ts FrontResponse': 'the beginning of an answer, held back',
  'src/store/engines/clickhouse-front/outlet.ts Outlet': 'the pipe of one answer',
  'src/store/engines/clickhouse-front/session-pool.ts SessionPool': 'sessions of the engine',
  'src/store/engines/engine-supervisor.ts EngineSupervisor': 'the process of an engine',
  'src/store/engines/postgres-pool.ts KeepingClient': 'one connection, with the statements that it has read',
  'src/store/relational/turns.ts Turns': 'who waits for a lock in this process',
}

function classesOfTheStore(): { readonly name: string; readonly implementsPort: boolean }[] {
  const files = globSync('src/store/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/[ <]/))
      .map((words) => words.slice(words.findIndex((word) => word !== 'export' && word !== 'abstract' && word !== 'default')))
      .filter((words) => words[0] === 'class' && !words.some((word) => word === 'Error' || word === 'AppError'))
      .map((words) => ({ name: `${file} ${words[1]}`, implementsPort: words.includes('implements') })),
  )
}

test('no store is a class: its factory returns the port', () => {
  const classes = classesOfTheStore()
  expect(classes.filter(({ implementsPort }) => implementsPort)).toEqual([])
  expect(classes.map(({ name }) => name).toSorted()).toEqual(Object.keys(KEEP_SOMETHING).toSorted())
})
