import { FrontError } from './front-error.ts'
import { lexSql, quoteSqlIdentifier, quoteSqlString } from './sql-lexer.ts'
import type { SqlToken } from './sql-lexer.ts'

const CONTAINER = /^(Array|Tuple|Map|Nested)\s*\(/i
const DATE = /^(?:Nullable\s*\(\s*)?Date(?:32)?(?:\s*\))?$/i
const EPOCH = /^\d{9,11}(?:\.\d+)?$/
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0' }

/**
 * The text of the query with every `{name:Type}` replaced by its value: what the server does with `param_name` of the HTTP interface.
 * Values arrive as TSV-escaped text; containers arrive as literals and are not unescaped as a whole (as in the server).
 *
 * @throws FrontError 456 when a parameter has no value, 457 when a value cannot be one of its type.
 */
export function bindParameters(tokens: readonly SqlToken[], values: ReadonlyMap<string, string>): string {
  let sql = ''
  for (const token of tokens) {
    if (token.kind !== 'parameter') {
      sql += token.text
      continue
    }
    const name = token.name ?? ''
    const value = values.get(name)
    if (value === undefined) {
      throw new FrontError(456, 'UNKNOWN_QUERY_PARAMETER', `Substitution \`${name}\` is not set.`)
    }
    sql += literalOf(value, token.type ?? '', name)
  }
  return sql
}

function literalOf(raw: string, type: string, name: string): string {
  if (/^Identifier$/i.test(type)) return quoteSqlIdentifier(unescapeTsv(raw))
  if (raw === '\\N') {
    if (/^(?:Nullable|LowCardinality\s*\(\s*Nullable|Dynamic|Variant)\b/i.test(type)) return `_CAST(NULL, ${quoteSqlString(type)})`
    throw new FrontError(
      457,
      'BAD_QUERY_PARAMETER',
      `Value NULL cannot be parsed as ${type} for query parameter '${name}' because the type is not Nullable.`,
    )
  }
  if (/\bMap\s*\(/i.test(type)) return `_CAST(${mapLiteral(raw, type, name)}, ${quoteSqlString(type)})`
  const text = CONTAINER.test(type) ? raw : unescapeTsv(raw)
  if (/^String$/i.test(type)) return quoteSqlString(text)
  if (DATE.test(type) && EPOCH.test(text)) return `_CAST(toDateTime64(${quoteSqlString(text)}, 3, 'UTC'), ${quoteSqlString(type)})`
  return `_CAST(${quoteSqlString(text)}, ${quoteSqlString(type)})`
}

/** The engine casts no text to a map: the literal becomes calls of map(), once it is seen to be nothing but a literal. */
function mapLiteral(raw: string, type: string, name: string): string {
  const tokens = lexSql(raw)
  const isLiteral = tokens.every(
    (token) =>
      token.kind === 'string' ||
      token.kind === 'number' ||
      token.kind === 'space' ||
      (token.kind === 'symbol' && /[{}[\](),:.+-]/.test(token.text)) ||
      (token.kind === 'word' && /^(null|true|false|nan|inf)$/i.test(token.text)),
  )
  if (!isLiteral) throw new FrontError(457, 'BAD_QUERY_PARAMETER', `Value of query parameter '${name}' cannot be parsed as ${type}.`)
  return tokens.map((token) => (token.kind === 'symbol' ? (MAP_SYMBOLS[token.text] ?? token.text) : token.text)).join('')
}

const MAP_SYMBOLS: Readonly<Record<string, string>> = { '{': 'map(', '}': ')', ':': ',' }

/** Undoes the escapes of the TabSeparated format. */
export function unescapeTsv(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, mark: string) => ESCAPES[mark] ?? mark)
}
