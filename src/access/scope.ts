/** What limits whom an account sees. An empty list is no limit; who is limited in several ways sees only customers who meet all of them. */
export interface ScopeLimits {
  /** Customers at home in one of these stores. */
  readonly stores: readonly string[]
  /** Customers whose region is one of these. */
  readonly regions: readonly string[]
  /** Customers who bought at a store of one of these lines of business. */
  readonly businessLines: readonly string[]
}

export const NO_LIMITS: ScopeLimits = { stores: [], regions: [], businessLines: [] }

const KINDS = ['stores', 'regions', 'businessLines'] as const satisfies readonly (keyof ScopeLimits)[]

/** Which customers a person may see, as it stands in their account and role. Null is no limit, and then customers without a store, region or line are seen too. */
export interface ScopeRule {
  readonly stores: readonly string[] | null
  readonly regions: readonly string[] | null
  readonly businessLines: readonly string[] | null
  /** Only customers of this person's tasks, and of open tasks that nobody has yet. */
  readonly tasksOf: string | null
}

/** Private to this file: a scope comes from an account, or from `everyone` with a reason, never from an object that happens to fit. */
class MadeScope implements ScopeRule {
  readonly #rule: ScopeRule

  constructor(rule: ScopeRule) {
    this.#rule = rule
  }

  get stores(): readonly string[] | null {
    return this.#rule.stores
  }

  get regions(): readonly string[] | null {
    return this.#rule.regions
  }

  get businessLines(): readonly string[] | null {
    return this.#rule.businessLines
  }

  get tasksOf(): string | null {
    return this.#rule.tasksOf
  }
}

/** The first argument of everything that reads people: without one the call does not compile (ADR 0018). */
export type Scope = MadeScope

/** What an account holds. */
export function scopeOfAccount(
  account: ScopeLimits & { readonly id: string; readonly role: { readonly sees: 'everyone' | 'own-tasks' } },
): Scope {
  const limit = (values: readonly string[]) => (values.length === 0 ? null : values)
  return new MadeScope({
    stores: limit(account.stores),
    regions: limit(account.regions),
    businessLines: limit(account.businessLines),
    tasksOf: account.role.sees === 'own-tasks' ? account.id : null,
  })
}

/** For work of the system itself, which nobody reads over the shoulder of. The reason is for whoever looks for the exceptions. */
export function everyone(reason: string): Scope {
  if (reason === '') throw new RangeError('A scope of everyone needs a reason.')
  return new MadeScope({ stores: null, regions: null, businessLines: null, tasksOf: null })
}

export function seesEveryone(scope: ScopeRule): boolean {
  return scope.tasksOf === null && KINDS.every((kind) => scope[kind] === null)
}

/** The limits of a scope as an account would hold them. */
export function limitsOf(scope: ScopeRule): ScopeLimits {
  return { stores: scope.stores ?? [], regions: scope.regions ?? [], businessLines: scope.businessLines ?? [] }
}

export function hasLimits(limits: ScopeLimits): boolean {
  return KINDS.some((kind) => limits[kind].length > 0)
}

/** Each value once; what is not given is no limit. */
export function readLimits(given: { readonly [Kind in keyof ScopeLimits]?: readonly string[] | undefined }): ScopeLimits {
  const once = (values: readonly string[] = []) => [...new Set(values)]
  return { stores: once(given.stores), regions: once(given.regions), businessLines: once(given.businessLines) }
}

/** Those of the limits that are other values than before, in whatever order. */
export function changedLimits(before: ScopeLimits, after: ScopeLimits): Partial<ScopeLimits> {
  const changed = KINDS.filter(
    (kind) => before[kind].length !== after[kind].length || after[kind].some((value) => !before[kind].includes(value)),
  )
  return Object.fromEntries(changed.map((kind) => [kind, after[kind]]))
}

/** Those of the limits that limit something: for the audit log. */
export function setLimits(limits: ScopeLimits): Partial<ScopeLimits> {
  return changedLimits(NO_LIMITS, limits)
}

/** Whether everybody in the second scope is surely in the first. */
export function covers(wide: ScopeRule, narrow: ScopeRule): boolean {
  if (wide.tasksOf !== null && wide.tasksOf !== narrow.tasksOf) return false
  return KINDS.every((kind) => {
    const [outer, inner] = [wide[kind], narrow[kind]]
    return outer === null || (inner !== null && inner.every((value) => outer.includes(value)))
  })
}
