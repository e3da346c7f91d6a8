import type { SchemaTree } from 'hyparquet'
import { isNumeric, type RawValue, textOfValues } from './value-text.ts'

/** A column of the file: its values, with levels where it lies in something that may be missing or repeat itself. */
export interface Leaf {
  readonly path: string
  readonly type: NonNullable<SchemaTree['element']['type']>
  readonly typeLength: number | undefined
  readonly mostDefined: number
  readonly mostRepeated: number
  readonly numeric: boolean
  readonly textOf: (raw: RawValue) => string
}

/** What lies in a list or a map, down to its leaves. */
export interface NestedPart {
  readonly name: string
  readonly kind: 'group' | 'list' | 'map' | 'leaf'
  readonly repeated: boolean
  readonly optional: boolean
  readonly mostDefined: number
  readonly mostRepeated: number
  readonly parts: readonly NestedPart[]
  /** Places of its leaves among those of the file. */
  readonly from: number
  readonly to: number
}

/** A column of the table. Values of structs stand in columns of their own, named with dots; lists and maps become JSON. */
export interface ParquetColumn {
  readonly name: string
  readonly from: number
  readonly nested: NestedPart | undefined
}

const MOST_DEPTH = 20

export interface ParquetLayout {
  readonly leaves: readonly Leaf[]
  readonly columns: readonly ParquetColumn[]
}

/** The columns of a table by the schema of its file. @throws RangeError for a schema that is deeper than any table. */
export function layoutOf(root: SchemaTree, writer: string): ParquetLayout {
  const leaves: Leaf[] = []
  const columns: ParquetColumn[] = []
  const addLeaf = ({ element, path }: SchemaTree, mostDefined: number, mostRepeated: number): void => {
    if (element.type === undefined) throw new RangeError('a column without a type')
    leaves.push({
      path: path.join('.'),
      type: element.type,
      typeLength: element.type_length,
      mostDefined,
      mostRepeated,
      numeric: isNumeric(element),
      textOf: textOfValues(element, writer),
    })
  }
  const nestedPart = (node: SchemaTree, defined: number, repetition: number): NestedPart => {
    if (node.path.length > MOST_DEPTH) throw new RangeError('a schema too deep')
    const { repetition_type: kind, name } = node.element
    const mostDefined = defined + (kind === 'REQUIRED' ? 0 : 1)
    const mostRepeated = repetition + (kind === 'REPEATED' ? 1 : 0)
    const from = leaves.length
    if (node.children.length === 0) addLeaf(node, mostDefined, mostRepeated)
    const parts = node.children.map((child) => nestedPart(child, mostDefined, mostRepeated))
    return {
      name,
      kind: kindOf(node),
      repeated: kind === 'REPEATED',
      optional: kind === 'OPTIONAL',
      mostDefined,
      mostRepeated,
      parts,
      from,
      to: leaves.length,
    }
  }
  const addColumns = (node: SchemaTree, defined: number): void => {
    if (node.path.length > MOST_DEPTH) throw new RangeError('a schema too deep')
    const name = node.path.join('.')
    const mostDefined = defined + (node.element.repetition_type === 'REQUIRED' ? 0 : 1)
    const from = leaves.length
    if (node.element.repetition_type === 'REPEATED' || !['group', 'leaf'].includes(kindOf(node)))
      columns.push({ name, from, nested: nestedPart(node, defined, 0) })
    else if (node.children.length > 0) for (const child of node.children) addColumns(child, mostDefined)
    else {
      addLeaf(node, mostDefined, 0)
      columns.push({ name, from, nested: undefined })
    }
  }
  for (const child of root.children) addColumns(child, 0)
  return { leaves, columns }
}

function kindOf({ element, children }: SchemaTree): NestedPart['kind'] {
  if (children.length === 0) return 'leaf'
  const { converted_type: converted, logical_type: logical } = element
  const [only] = children
  if (children.length !== 1 || only?.element.repetition_type !== 'REPEATED') return 'group'
  if (converted === 'LIST' || logical?.type === 'LIST') return 'list'
  const map = converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.type === 'MAP'
  return map && only.children.length === 2 ? 'map' : 'group'
}
