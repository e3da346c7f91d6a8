/** A token of ClickHouse SQL. `text` is the exact source; `start` and `end` are offsets into it. */
export interface SqlToken {
  readonly kind: 'space' | 'comment' | 'string' | 'quoted' | 'word' | 'number' | 'parameter' | 'symbol'
  readonly text: string
  readonly start: number
  readonly end: number
  /** For `parameter` only: `{name:Type}`. */
  readonly name?: string
  readonly type?: string
}

export class SqlLexError extends Error {
  override readonly name = 'SqlLexError'
}

const SPACE = /[ \t\r\n\f\v]+/y
const LINE_COMMENT = /(?:--|#!|# )[^\n]*/y
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y
const STRING = /'(?:[^'\\]|\\[\s\S]|'')*'/y
const BACKTICK = /`(?:[^`\\]|\\[\s\S]|``)*`/y
const DOUBLE = /"(?:[^"\\]|\\[\s\S]|"")*"/y
const HEREDOC = /\$([A-Za-z0-9_]*)\$[\s\S]*?\$\1\$/y
const WORD = /[A-Za-z_][A-Za-z0-9_$]*/y
const NUMBER = /[0-9](?:[eEpP][+-][0-9]|[A-Za-z0-9_]|\.[0-9])*/y
const PARAMETER = /\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:\s*((?:[^{}'"`]|'(?:[^'\\]|\\[\s\S])*'|"[^"]*"|`[^`]*`)+?)\s*\}/y
/** The engine takes typographic quotes for string quotes: refused, so that its view of the text and ours can never differ. */
const FORBIDDEN = /[\u0000\u2018\u2019\u201C\u201D]/u

const PATTERNS: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['space', SPACE],
  ['comment', LINE_COMMENT],
  ['comment', BLOCK_COMMENT],
  ['string', STRING],
  ['quoted', BACKTICK],
  ['quoted', DOUBLE],
  ['string', HEREDOC],
  ['parameter', PARAMETER],
  ['word', WORD],
  ['number', NUMBER],
]

/**
 * Splits ClickHouse SQL into tokens that add up to the source, following the lexical rules of ClickHouse's own Lexer
 * (comments do not nest, backslash escapes in every quoted form, heredocs).
 *
 * @throws SqlLexError on an unterminated literal or comment, a NUL byte or a typographic quote outside of a literal.
 */
export function lexSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  let at = 0
  while (at < sql.length) {
    const token = matchAt(sql, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function matchAt(sql: string, start: number): SqlToken {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start
    const match = pattern.exec(sql)
    if (match === null) continue
    const base = { kind, text: match[0], start, end: start + match[0].length }
    return kind === 'parameter' ? { ...base, name: match[1] ?? '', type: match[2] ?? '' } : base
  }
  const text = sql[start] ?? ''
  if (text === "'" || text === '`' || text === '"') throw new SqlLexError(`a quoted text is not terminated (position ${start + 1})`)
  if (sql.startsWith('/*', start)) throw new SqlLexError(`a comment is not terminated (position ${start + 1})`)
  if (FORBIDDEN.test(text)) throw new SqlLexError(`a character that is not allowed in SQL (position ${start + 1})`)
  return { kind: 'symbol', text, start, end: start + text.length }
}

/** Tokens that mean something to the parser. */
export function significant(tokens: readonly SqlToken[]): SqlToken[] {
  return tokens.filter((token) => token.kind !== 'space' && token.kind !== 'comment')
}

/** The upper-case text of a bare word; the empty text for any other token. */
export function keyword(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : ''
}

/** `'text'` with what ClickHouse needs escaped. */
export function quoteSqlString(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\u0000/g, '\\0')}'`
}

/** `` `name` `` as an identifier. */
export function quoteSqlIdentifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``
}
