/** Which customers a person may see, as it stands in their account and role. */
export interface ScopeRule {
  /** Customers of these stores; null: of every store, and those without one. */
  readonly stores: readonly string[] | null
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

  get tasksOf(): string | null {
    return this.#rule.tasksOf
  }
}

/** The first argument of everything that reads people: without one the call does not compile (ADR 0018). */
export type Scope = MadeScope

/** What an account holds: no stores means every store. */
export function scopeOfAccount(account: {
  readonly id: string
  readonly stores: readonly string[]
  readonly role: { readonly sees: 'everyone' | 'own-tasks' }
}): Scope {
  return new MadeScope({
    stores: account.stores.length === 0 ? null : account.stores,
    tasksOf: account.role.sees === 'own-tasks' ? account.id : null,
  })
}

/** For work of the system itself, which nobody reads over the shoulder of. The reason is for whoever looks for the exceptions. */
export function everyone(reason: string): Scope {
  if (reason === '') throw new RangeError('A scope of everyone needs a reason.')
  return new MadeScope({ stores: null, tasksOf: null })
}

export function seesEveryone({ stores, tasksOf }: ScopeRule): boolean {
  return stores === null && tasksOf === null
}

/** Whether everybody in the second scope is surely in the first. */
export function covers(wide: ScopeRule, narrow: ScopeRule): boolean {
  if (wide.tasksOf !== null && wide.tasksOf !== narrow.tasksOf) return false
  const { stores } = wide
  return stores === null || (narrow.stores !== null && narrow.stores.every((store) => stores.includes(store)))
}
