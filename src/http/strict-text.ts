/** The parts of a JSON schema that matter for text in addresses and headers. */
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

const INTEGER = /^-?(0|[1-9]\d{0,14})$/
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/

/** The schemas of an object's fields by name, also where it is put together from several. */
export function fieldsOf(schema: object): ReadonlyMap<string, object> {
  const { properties = {}, allOf = [], anyOf = [] } = schema as Schema
  return new Map([...Object.entries(properties), ...[...allOf, ...anyOf].flatMap((part) => [...fieldsOf(part)])])
}

/**
 * Text of an address as the values that the schema asks for, by the strictest reading: `20` is a number, `true` is a truth value and never 1, a
 * single value is a list of one where a list is asked for. What does not read stays text, so that the check refuses it.
 */
export function readTexts(schema: object, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = fieldsOf(schema)
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const field = fields.get(name)
      return [name, field === undefined ? value : readText(field, value)]
    }),
  )
}

function readText(schema: Schema, value: unknown): unknown {
  if (schema.type === 'array') return (Array.isArray(value) ? value : [value]).map((each: unknown) => readText(schema.items ?? {}, each))
  if (typeof value !== 'string') return value
  for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
    const read = readText(part, value)
    if (read !== value) return read
  }
  switch (schema.type) {
    case 'integer':
      return INTEGER.test(value) ? Number(value) : value
    case 'number':
      return NUMBER.test(value) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    default:
      return value
  }
}
