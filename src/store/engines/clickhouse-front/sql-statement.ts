import { FrontError } from './front-error.ts'
import { keyword, lexSql, significant, SqlLexError } from './sql-lexer.ts'
import type { SqlToken } from './sql-lexer.ts'

/** What the front needs to know about one statement. */
export interface SqlStatement {
  readonly tokens: readonly SqlToken[]
  /** `read` answers rows, `insert` takes rows from the request's body, `write` is everything else. */
  readonly kind: 'read' | 'insert' | 'write'
  /** The output or input format that the statement names. */
  readonly format: string | null
  /** Offset at which `INTO OUTFILE …` or `FROM INFILE …` belongs. */
  readonly clauseAt: number
  /** True when the statement leaves something behind in its session. */
  readonly touchesSession: boolean
}

const READS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS', 'CHECK', 'KILL', '('])

/**
 * Reads the outline of one statement.
 *
 * @param hasData true when rows follow the statement in the request's body
 * @throws FrontError 62 for an empty text, several statements or a literal without an end
 */
export function readStatement(sql: string, hasData: boolean): SqlStatement {
  const tokens = withoutFinalSemicolon(lex(sql))
  const list = significant(tokens)
  const first = list[0]
  if (first === undefined) throw new FrontError(62, 'SYNTAX_ERROR', 'Empty query')
  const second = list.find((token) => token.text === ';')
  if (second !== undefined) {
    throw new FrontError(62, 'SYNTAX_ERROR', `Syntax error (Multi-statements are not allowed): failed at position ${second.start + 1}`)
  }
  const verb = first.text.toUpperCase()
  const formatIndex = findFormat(list)
  const format = formatIndex < 0 ? null : (list[formatIndex + 1]?.text ?? null)
  const end = tokens.at(-1)?.end ?? 0
  const isInsert = verb === 'INSERT' && hasData && formatIndex >= 0
  const at = isInsert ? settingsBefore(list, formatIndex) : formatIndex
  return {
    tokens,
    kind: isInsert ? 'insert' : READS.has(verb) && !namesFile(list) ? 'read' : 'write',
    format,
    clauseAt: at < 0 ? end : (list[at]?.start ?? end),
    touchesSession: verb === 'SET' || verb === 'USE' || list.some((token) => keyword(token) === 'TEMPORARY'),
  }
}

function lex(sql: string): SqlToken[] {
  try {
    return lexSql(sql)
  } catch (error) {
    if (error instanceof SqlLexError) throw new FrontError(62, 'SYNTAX_ERROR', `Syntax error: ${error.message}`)
    throw error
  }
}

function withoutFinalSemicolon(tokens: readonly SqlToken[]): SqlToken[] {
  const result = [...tokens]
  for (let i = result.length - 1; i >= 0; i -= 1) {
    const token = result[i]
    if (token === undefined || token.kind === 'space' || token.kind === 'comment') continue
    if (token.text !== ';') break
    result.splice(i, 1)
  }
  return result
}

/** The last `FORMAT Name` outside of brackets that ends the statement (but for SETTINGS); -1 when there is none. */
function findFormat(list: readonly SqlToken[]): number {
  for (let i = list.length - 2; i >= 0; i -= 1) {
    if (keyword(list[i]) !== 'FORMAT' || list[i + 1]?.kind !== 'word') continue
    const after = list[i + 2]
    return after === undefined || keyword(after) === 'SETTINGS' ? i : -1
  }
  return -1
}

/** Where the SETTINGS clause just before FORMAT begins, or FORMAT itself. */
function settingsBefore(list: readonly SqlToken[], formatIndex: number): number {
  for (let i = formatIndex - 1; i > 0; i -= 1) if (keyword(list[i]) === 'SETTINGS') return i
  return formatIndex
}

/** The statement says itself where its rows go. */
function namesFile(list: readonly SqlToken[]): boolean {
  return list.some((token) => keyword(token) === 'OUTFILE')
}
