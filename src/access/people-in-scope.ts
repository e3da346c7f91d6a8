import type { Scope } from './scope.ts'

/** Which customers a scope comes to now. The store answers from where people bought and from the tasks they have. */
export interface PeopleInScope {
  /** Those of the given customers that are in the scope, in their order. */
  narrow(scope: Scope, ids: readonly string[]): Promise<readonly string[]>
  has(scope: Scope, id: string): Promise<boolean>
}
