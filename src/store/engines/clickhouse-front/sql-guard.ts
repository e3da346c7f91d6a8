import { FrontError } from './front-error.ts'
import { keyword, significant } from './sql-lexer.ts'
import type { SqlToken } from './sql-lexer.ts'

/** Table functions that reach nothing outside the engine; every other one of the engine's own list is refused. */
const HARMLESS_TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'format',
  'generaterandom',
  'generate_series',
  'generateseries',
  'input',
  'null',
  'numbers',
  'numbers_mt',
  'primes',
  'values',
  'view',
  'zeros',
  'zeros_mt',
  'dictionary',
])

/** Ordinary functions that read files. */
const READS_FILES: ReadonlySet<string> = new Set(['file', 'catboostevaluate', 'catboost'])

const HARMLESS_ENGINES: ReadonlySet<string> = new Set([
  'aggregatingmergetree',
  'atomic',
  'coalescingmergetree',
  'collapsingmergetree',
  'dictionary',
  'graphitemergetree',
  'join',
  'log',
  'memory',
  'mergetree',
  'null',
  'replacingmergetree',
  'set',
  'stripelog',
  'summingmergetree',
  'tinylog',
  'versionedcollapsingmergetree',
])

const OUTSIDE_STATEMENTS: ReadonlySet<string> = new Set(['ATTACH', 'BACKUP', 'DETACH', 'GRANT', 'RESTORE', 'REVOKE', 'SYSTEM'])
const ENDS_FROM: ReadonlySet<string> = new Set([
  'WHERE',
  'PREWHERE',
  'GROUP',
  'ORDER',
  'HAVING',
  'LIMIT',
  'SETTINGS',
  'FORMAT',
  'UNION',
  'ON',
  'USING',
  'SELECT',
])

/**
 * Refuses SQL that reaches outside of the engine's own tables: table functions, table engines, dictionary sources, files. A query of
 * our own code that needs one (a backup, a Parquet file) says so with the front's secret and skips this check.
 *
 * @param tableFunctions the engine's own list (system.table_functions): one that a new release adds is refused until it is allowed here
 * @throws FrontError 497 naming what was refused
 */
export function guardSql(tokens: readonly SqlToken[], tableFunctions: ReadonlySet<string>): void {
  const list = significant(tokens)
  const first = keyword(list[0])
  if (OUTSIDE_STATEMENTS.has(first)) refuse(`the statement ${first}`)
  const defines = first === 'CREATE' || first === 'ALTER' || first === 'REPLACE'
  // One entry for each open bracket: are we between FROM and the clause after it?
  const inFrom: boolean[] = [false]
  for (const [index, token] of list.entries()) {
    const next = list[index + 1]
    const word = keyword(token)
    if (next?.text === '(' && (token.kind === 'word' || token.kind === 'quoted')) guardCall(token, tableFunctions)
    if (word === 'OUTFILE' || word === 'INFILE') refuse(word)
    if (defines && word === 'ENGINE') guardEngine(next?.text === '=' ? list[index + 2] : next)
    if (defines && word === 'SOURCE' && next?.text === '(') guardSource(list[index + 2])
    if (defines && index < 4 && (word === 'FUNCTION' || word === 'NAMED')) refuse('user-defined functions and named collections')
    if (token.text === '(') inFrom.push(false)
    else if (token.text === ')') inFrom.pop()
    else if (word === 'FROM' || word === 'JOIN') inFrom[inFrom.length - 1] = true
    else if (ENDS_FROM.has(word)) inFrom[inFrom.length - 1] = false
    const opensTable =
      word === 'FROM' || word === 'JOIN' || (word === 'TABLE' && !defines) || word === 'DESCRIBE' || word === 'DESC' || word === 'INTO'
    if (next?.kind === 'string' && (opensTable || (inFrom.at(-1) === true && token.text === ',')))
      refuse('a file name in the place of a table')
  }
}

function guardCall(token: SqlToken, tableFunctions: ReadonlySet<string>): void {
  const name = (token.kind === 'quoted' ? token.text.slice(1, -1) : token.text).toLowerCase()
  if (HARMLESS_TABLE_FUNCTIONS.has(name)) return
  if (tableFunctions.has(name) || READS_FILES.has(name)) refuse(`the table function ${name}()`)
}

function guardEngine(engine: SqlToken | undefined): void {
  if (engine === undefined) return
  const name = engine.text.toLowerCase()
  if (!HARMLESS_ENGINES.has(name.startsWith('replicated') ? name.slice('replicated'.length) : name)) refuse(`the engine ${engine.text}`)
}

function guardSource(source: SqlToken | undefined): void {
  const name = keyword(source)
  if (name !== 'CLICKHOUSE' && name !== 'NULL') refuse(`the dictionary source ${source?.text ?? ''}`)
}

function refuse(what: string): never {
  throw new FrontError(497, 'ACCESS_DENIED', `default: Not enough privileges. Here SQL may not use ${what}.`)
}
