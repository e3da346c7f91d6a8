import { parseSync } from 'vite'

/** One way in which a source file can fail a person: what `new AppError(kind, code, …)` comes to. */
export type ProblemSite = {
  readonly line: number
  readonly code: string
  /** `details.reason`, where the source says it: the sentence of the code has a variant for it. */
  readonly reason: string | undefined
  /** Names in `details`, which a sentence may use. */
  readonly details: readonly string[]
}

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown }
type Scope = { readonly name: string | undefined; readonly params: readonly string[]; readonly outer: Scope | undefined }
type Found = { readonly node: Node; readonly scope: Scope | undefined }
/** What the parameters of a scope stand for at one call of it. */
type Frame = { readonly scope: Scope; readonly values: ReadonlyMap<string, Found>; readonly from: Frame | undefined }

const MOST_CALLS = 4

/**
 * Every `new AppError` of a TypeScript source. A code, its details and its reason may stand there as literals or come in as parameters of a function
 * of the same file, which is then looked up at each of its calls. An error that passes on the code of another (`error.code`) is left out.
 *
 * @throws when the source cannot be parsed, or when a code cannot be found out
 */
export function listProblems(path: string, source: string): ProblemSite[] {
  if (!source.includes('AppError(')) return []
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message ?? 'unknown error'}`)
  const made: Found[] = []
  const calls: Found[] = []
  walk(program, undefined, undefined, (node, scope) => {
    if (node.type === 'NewExpression' && nameOf(node['callee']) === 'AppError') made.push({ node, scope })
    if (node.type === 'CallExpression') calls.push({ node, scope })
  })
  return made.flatMap(({ node, scope }) => {
    const line = source.slice(0, node.start).split('\n').length
    return sitesOf(argumentsOf(node), scope, undefined, calls, `${path}:${line}`, MOST_CALLS).map((site) => ({ line, ...site }))
  })
}

function sitesOf(
  args: readonly Node[],
  scope: Scope | undefined,
  frame: Frame | undefined,
  calls: readonly Found[],
  place: string,
  depth: number,
): Omit<ProblemSite, 'line'>[] {
  const needed: Scope[] = []
  const look: Look = (node, within) => {
    const found = valueOf(node, within, frame)
    if (found === undefined) return { node, scope: within }
    if ('needs' in found) {
      needed.push(found.needs)
      return undefined
    }
    return found
  }
  const code = args[1]
  if (code === undefined || code.type === 'MemberExpression') return []
  const codes = textsOf(code, scope, look)
  const details = detailsOf(args[3], scope, look)
  const [open] = needed
  if (open !== undefined && open.name !== undefined && depth > 0) {
    const sites = calls
      .filter(({ node }) => nameOf(node['callee']) === open.name)
      .flatMap((call) => {
        const given = argumentsOf(call.node)
        const values = new Map<string, Found>()
        open.params.forEach((param, i) => {
          const node = given[i]
          if (node !== undefined) values.set(param, { node, scope: call.scope })
        })
        return sitesOf(args, scope, { scope: open, values, from: frame }, calls, place, depth - 1)
      })
    if (sites.length > 0) return sites
  }
  if (codes.length === 0) throw new Error(`${place}: the code of this AppError cannot be found out; write it as a literal.`)
  return codes.flatMap((each) =>
    (details.reasons.length === 0 ? [undefined] : details.reasons).map((reason) => ({ code: each, reason, details: details.names })),
  )
}

/** What a node stands for, or undefined when a parameter has to be known first. */
type Look = (node: Node, scope: Scope | undefined) => Found | undefined

function textsOf(node: Node, scope: Scope | undefined, look: Look): string[] {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : []
  if (node.type === 'ConditionalExpression') {
    return [node['consequent'], node['alternate']].flatMap((part) => (isNode(part) ? textsOf(part, scope, look) : []))
  }
  if (node.type === 'TemplateLiteral') {
    const quasis = nodesOf(node['quasis']).map((quasi) => (quasi['value'] as { cooked: string }).cooked)
    return nodesOf(node['expressions']).reduce<string[]>(
      (texts, part, i) => texts.flatMap((text) => textsOf(part, scope, look).map((value) => `${text}${value}${quasis[i + 1] ?? ''}`)),
      [quasis[0] ?? ''],
    )
  }
  if (node.type === 'TSAsExpression' && isNode(node['expression'])) return textsOf(node['expression'], scope, look)
  if (node.type !== 'Identifier') return []
  const found = look(node, scope)
  return found === undefined || found.node === node ? [] : textsOf(found.node, found.scope, look)
}

/** The names and literal reasons of `{ details: { … } }`; of two ways through a condition the names that both have. */
function detailsOf(options: Node | undefined, scope: Scope | undefined, look: Look): { names: string[]; reasons: string[] } {
  const object = options === undefined ? undefined : objectOf(options, scope, look)
  if (object === undefined) return { names: [], reasons: [] }
  for (const property of nodesOf(object.node['properties'])) {
    if (property.type === 'SpreadElement' || keyOf(property) !== 'details' || !isNode(property['value'])) continue
    const details = objectOf(property['value'], object.scope, look)
    if (details === undefined) return { names: [], reasons: [] }
    const own = nodesOf(details.node['properties']).filter((each) => each.type !== 'SpreadElement')
    const reason = own.find((each) => keyOf(each) === 'reason')
    return {
      names: own.map(keyOf),
      reasons: reason !== undefined && isNode(reason['value']) ? textsOf(reason['value'], details.scope, look) : [],
    }
  }
  return { names: [], reasons: [] }
}

function objectOf(node: Node, scope: Scope | undefined, look: Look): Found | undefined {
  if (node.type === 'ObjectExpression') return { node, scope }
  if (node.type !== 'Identifier') return undefined
  const found = look(node, scope)
  return found === undefined || found.node === node ? undefined : objectOf(found.node, found.scope, look)
}

function valueOf(node: Node, scope: Scope | undefined, frame: Frame | undefined): Found | { readonly needs: Scope } | undefined {
  const name = nameOf(node)
  for (let at = scope; at !== undefined; at = at.outer) {
    if (name === undefined || !at.params.includes(name)) continue
    for (let known = frame; known !== undefined; known = known.from) if (known.scope === at) return known.values.get(name)
    return { needs: at }
  }
  return undefined
}

function walk(
  value: unknown,
  scope: Scope | undefined,
  name: string | undefined,
  visit: (node: Node, scope: Scope | undefined) => void,
): void {
  if (Array.isArray(value)) for (const item of value) walk(item, scope, undefined, visit)
  if (!isNode(value)) return
  visit(value, scope)
  const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(value.type)
  const inner = isFunction ? { name: nameOf(value['id']) ?? name, params: nodesOf(value['params']).map(paramName), outer: scope } : scope
  const given =
    value.type === 'VariableDeclarator' ? nameOf(value['id']) : value.type === 'MethodDefinition' ? nameOf(value['key']) : undefined
  for (const [key, part] of Object.entries(value)) {
    if (key !== 'type') walk(part, inner, key === 'init' || key === 'value' ? given : undefined, visit)
  }
}

function paramName(param: Node): string {
  return nameOf(param.type === 'AssignmentPattern' ? param['left'] : param) ?? ''
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  if (value.type === 'MemberExpression') return nameOf(value['property'])
  return typeof value['name'] === 'string' ? value['name'] : undefined
}

function keyOf(property: Node): string {
  const key = property['key']
  return isNode(key) && key.type === 'Literal' ? String(key['value']) : (nameOf(key) ?? '')
}

function argumentsOf(node: Node): Node[] {
  return nodesOf(node['arguments'])
}

function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
