import { parseSync } from 'vite'

/** One reference from a source file to another module. */
export type ImportReference = {
  /** As written, such as `#kernel/clock.ts`, `../store/x.ts` or `pg`. */
  specifier: string
  /** True when nothing of it is left at run time (`import type`, `export type`, `import('x').T`). */
  typeOnly: boolean
}

type Node = { type?: unknown; [key: string]: unknown }

/**
 * Every module that a TypeScript source refers to by a literal: imports, re-exports, dynamic imports, type imports, `require`,
 * `import.meta.resolve`, and `new URL('./x.ts', import.meta.url)`, which is how worker files are named.
 *
 * @throws when the source cannot be parsed
 */
export function listImports(path: string, source: string): ImportReference[] {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message ?? 'unknown error'}`)
  const found: ImportReference[] = []
  visit(program, found)
  return found
}

function visit(value: unknown, found: ImportReference[]): void {
  if (Array.isArray(value)) for (const item of value) visit(item, found)
  else if (isNode(value)) {
    const reference = referenceOf(value)
    if (reference !== undefined) found.push(reference)
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, found)
  }
}

function referenceOf(node: Node): ImportReference | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return reference(node['source'], node['importKind'] === 'type')
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return reference(node['source'], node['exportKind'] === 'type')
    case 'ImportExpression':
      return reference(node['source'], false)
    case 'TSImportType':
      return reference(node['source'], true)
    case 'NewExpression':
      return isNamed(node['callee'], ['URL']) ? urlReference(node['arguments']) : undefined
    case 'CallExpression':
      return isNamed(node['callee'], ['require', 'require.resolve', 'import.meta.resolve']) ? firstArgument(node['arguments']) : undefined
    default:
      return undefined
  }
}

function reference(literal: unknown, typeOnly: boolean): ImportReference | undefined {
  const specifier = literalText(literal)
  return specifier === undefined ? undefined : { specifier, typeOnly }
}

function firstArgument(list: unknown): ImportReference | undefined {
  return Array.isArray(list) ? reference(list[0], false) : undefined
}

function urlReference(list: unknown): ImportReference | undefined {
  const first = firstArgument(list)
  return first !== undefined && /^\.\.?\/.*\.[cm]?[jt]sx?$/.test(first.specifier) ? first : undefined
}

/** The text of a string literal, or of a template without holes. */
function literalText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  const quasis = node['quasis']
  if (node.type !== 'TemplateLiteral' || !Array.isArray(quasis) || quasis.length !== 1) return undefined
  const only: unknown = quasis[0]
  const text = isNode(only) && isNode(only['value']) ? only['value']['cooked'] : undefined
  return typeof text === 'string' ? text : undefined
}

function isNamed(callee: unknown, names: readonly string[]): boolean {
  return names.includes(dottedName(callee))
}

function dottedName(node: unknown): string {
  if (!isNode(node)) return ''
  if (node.type === 'Identifier') return String(node['name'])
  if (node.type === 'MetaProperty') return `${dottedName(node['meta'])}.${dottedName(node['property'])}`
  return node.type === 'MemberExpression' ? `${dottedName(node['object'])}.${dottedName(node['property'])}` : ''
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}
