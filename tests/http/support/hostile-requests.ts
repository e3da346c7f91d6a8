/** The parts of an OpenAPI document that say what a route takes. */
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly minItems?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema?: Schema }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}
export interface OpenApiPaths {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface HostileRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON as it is sent; numbers such as 1e400 have no other way. */
  readonly payload: string | undefined
  /** Where the hostile value stands. */
  readonly place: string
}

export const ID = '01890000-0000-7000-8000-000000000001'

/** Text in an address or a header. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'true',
  'null',
  '-1',
  '1e400',
  '0x1p1023',
  'NaN',
  '9'.repeat(400),
  '-9223372036854775809',
  '2147483648',
  'x'.repeat(3_000),
  '\u0000',
  '\n\t\r',
  '%',
  '\u202E😀',
  `'; DROP TABLE customers; --`,
  '{x:String}',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '2026-02-30T00:00:00.000Z',
  '2026-01-01T00:00:00Z[u-ca=hebrew]',
  '２０２６',
  '1e21',
  '-0',
  '+1',
  ' 1',
  '1_000',
  ID,
  ...['1e99', '[1e99]', '[1e400,"x"]', '["2026-01-01T00:00:00.000Z","x"]', `["9999-12-31T00:00:00.000Z","${ID}"]`, '[]', '{}', '"'].map(
    (key) => Buffer.from(key).toString('base64url'),
  ),
]

/** Values in a body, as JSON. */
export const HOSTILE_JSON: readonly string[] = [
  'null',
  'true',
  '-1',
  '0',
  '1.5',
  '1e400',
  '-1e400',
  '1e308',
  '9007199254740993',
  '99999999999999999999',
  '""',
  '" "',
  '"5"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff x"',
  `"${'x'.repeat(20_000)}"`,
  `"${'😀'.repeat(101)}"`,
  '"0000-01-01T00:00:00Z"',
  '"+275760-09-13T00:00:00.000Z"',
  '"\'; DROP TABLE customers; --"',
  '"{{ (1..1000000000) }}"',
  '[]',
  '[[]]',
  '[null]',
  '"2016-12-31T23:59:60Z"',
  '"2026-01-01T00:00:00Z[u-ca=hebrew]"',
  '-0',
  '1e21',
  `[${Array.from({ length: 5_000 }, () => '"x"').join(',')}]`,
  '{}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
]

/** Every parameter and every field of every body, one after the other, with each hostile value; the rest of the request is what the route asks for. */
export function* hostileRequests(document: OpenApiPaths): Generator<HostileRequest> {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content?.['application/json']?.schema
      const body = schema === undefined ? undefined : sampleOf(schema)
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const address = (hostile?: { readonly name: string; readonly text: string }): string => {
        const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
          const own = parameters.find((each) => each.in === 'path' && each.name === name)
          const text = hostile?.name === name ? hostile.text : String(sampleOf(own?.schema ?? { type: 'string' }))
          return encodeURIComponent(text)
        })
        const query = parameters
          .filter((each) => each.in === 'query' && (each.required === true || each.name === hostile?.name))
          .map(
            (each) =>
              `${each.name}=${encodeURIComponent(each.name === hostile?.name ? hostile.text : String(sampleOf(each.schema ?? {})))}`,
          )
        return query.length === 0 ? filled : `${filled}?${query.join('&')}`
      }
      for (const { name, in: where } of parameters) {
        for (const text of HOSTILE_TEXTS) {
          const place = `${method} ${path} ${where} ${name}`
          if (where === 'header') yield { method, url: address(), headers: { [name]: text.replaceAll(/[^ -~]/g, '?') }, payload, place }
          else yield { method, url: address({ name, text }), headers: {}, payload, place }
        }
        if (where === 'query')
          yield { method, url: `${address()}?${name}=1&${name}=2`, headers: {}, payload, place: `${method} ${path} twice ${name}` }
      }
      if (schema === undefined) continue
      for (const steps of [[], ...placesOf(schema)]) {
        const text = JSON.stringify(put(body, steps, MARK))
        for (const json of HOSTILE_JSON) {
          const sent = steps.length === 0 ? json : text.replace(JSON.stringify(MARK), () => json)
          yield { method, url: address(), headers: {}, payload: sent, place: `${method} ${path} body ${steps.join('.')}` }
        }
      }
    }
  }
}

const MARK = '\u2620 here'

/** The smallest value that a schema takes, more or less. */
function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [variant] = schema.anyOf ?? []
  if (variant !== undefined) return sampleOf(variant)
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part))) as unknown
  switch (schema.type) {
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, sampleOf(part)]))
    case 'string':
      if (schema.format === 'uuid') return ID
      if (schema.format === 'email') return 'a@example.com'
      if (schema.format === 'date-time') return '2026-01-01T00:00:00Z'
      return 'a'.repeat(Math.max(1, schema.minLength ?? 1))
    default:
      return {}
  }
}

/** Paths of all fields of a schema. */
function placesOf(schema: Schema): string[][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => [[name], ...placesOf(part).map((rest) => [name, ...rest])])
  return [...own, ...[...(schema.allOf ?? []), ...(schema.anyOf ?? []).slice(0, 1)].flatMap((part) => placesOf(part))]
}

function put(into: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  const before = (typeof into === 'object' && into !== null ? into : {}) as Readonly<Record<string, unknown>>
  return { ...before, [step]: put(before[step], rest, value) }
}
