/** How the values of a column are read: `time` has a zone, `local-time` is in the project's zone. */
export type ColumnClass = 'integer' | 'number' | 'text' | 'time' | 'local-time' | 'date' | 'boolean' | 'binary' | 'other'

export interface TableColumn {
  readonly name: string
  /** As the database says it, such as `numeric(10,2)`. */
  readonly type: string
  readonly class: ColumnClass
  readonly nullable: boolean
}

const POSTGRES: Readonly<Record<string, ColumnClass>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'number',
  float4: 'number',
  float8: 'number',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  citext: 'text',
  name: 'text',
  uuid: 'text',
  timestamptz: 'time',
  timestamp: 'local-time',
  date: 'date',
  bool: 'boolean',
  bytea: 'binary',
}

const MYSQL: Readonly<Record<string, ColumnClass>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  decimal: 'number',
  float: 'number',
  double: 'number',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  enum: 'text',
  set: 'text',
  uuid: 'text',
  timestamp: 'time',
  datetime: 'local-time',
  date: 'date',
  bit: 'binary',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
  geometry: 'binary',
}

export type DatabaseKind = 'postgresql' | 'mysql'

/** The class of a type by its plain name (`pg_type.typname`, `information_schema.columns.data_type`). */
export function classOfType(kind: DatabaseKind, type: string): ColumnClass {
  return (kind === 'postgresql' ? POSTGRES : MYSQL)[type.toLowerCase()] ?? 'other'
}

/** Columns that can tell which rows are new: those with an order that later rows follow. */
export function isCursor({ class: one }: TableColumn): boolean {
  return one === 'integer' || one === 'time' || one === 'local-time' || one === 'date'
}

/**
 * The text of a value as a file would have it. Times with a zone arrive in UTC and say so; a date that MySQL has none for (0000-00-00) is empty. Numbers keep every
 * digit.
 */
export function cellText(kind: DatabaseKind, { class: one }: Pick<TableColumn, 'class'>, value: string | null): string {
  if (value === null) return ''
  if (one === 'boolean') return value === 't' || value === '1' ? 'true' : value === 'f' || value === '0' ? 'false' : value
  if (one !== 'time' && one !== 'local-time' && one !== 'date') return value
  if (value.startsWith('0000-00-00')) return ''
  if (one !== 'time') return value
  const text = value.replace(' ', 'T')
  return kind === 'mysql' ? `${text}Z` : text.replace(/\+00(?::?00)?$/, 'Z')
}
