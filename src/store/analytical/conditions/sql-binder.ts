/** Values of a query on their way to it: each becomes a bound parameter, equal ones the same. Text of a user never becomes SQL. */
export class SqlBinder {
  readonly #names = new Map<string, string>()
  readonly #params: Record<string, unknown> = {}
  readonly #prefix: string

  /** @param prefix Of the names of the parameters: another one for each part of a query. */
  constructor(prefix = 'c') {
    this.#prefix = prefix
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.#params
  }

  text(value: string): string {
    return this.#bind('String', value)
  }

  texts(values: readonly string[]): string {
    return this.#bind('Array(String)', values)
  }

  number(value: number): string {
    return this.#bind('Float64', value)
  }

  integer(value: number): string {
    return this.#bind('Int64', value)
  }

  time(value: Date): string {
    return this.#bind("DateTime64(3, 'UTC')", value)
  }

  day(value: string): string {
    return this.#bind('Date32', value)
  }

  id(value: string): string {
    return this.#bind('UUID', value)
  }

  /**
   * The same query with every bound value named once, in front: the engine works out a value wherever it stands, which for a hundred conditions takes longer than the rows.
   * Lists stay where they are, since a name behind IN is that of a table.
   *
   * @param query SELECT of ours, without WITH of its own
   */
  named(query: string): string {
    const names = new Map<string, string>()
    const body = query.replaceAll(/(?<!\bIN )\{(\w+):[^{}]+\}/gu, (bound, name: string) => {
      if (!(name in this.#params)) return bound
      names.set(bound, `${name}_`)
      return `${name}_`
    })
    return names.size === 0 ? body : `WITH ${[...names].map(([bound, name]) => `${bound} AS ${name}`).join(', ')} ${body}`
  }

  #bind(type: string, value: unknown): string {
    const key = `${type} ${value instanceof Date ? value.toISOString() : JSON.stringify(value)}`
    const known = this.#names.get(key)
    const name = known ?? `${this.#prefix}${this.#names.size}`
    if (known === undefined) {
      this.#names.set(key, name)
      this.#params[name] = value
    }
    return `{${name}:${type}}`
  }
}
