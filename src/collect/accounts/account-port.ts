import type { AccountRow } from '../import/account-row-step.ts'
import type { FactPort } from '../import/import-ports.ts'
import { type AccountStatement, accountStatements } from './account-statement.ts'

/** Accounts of files. Each file is a speaker of its own, so that nothing is stored over what another one says, and taking it back takes its words away. */
export function accountPort(store: { say(statements: readonly AccountStatement[]): Promise<void> }, secret: string): FactPort<AccountRow> {
  const say: FactPort<AccountRow>['add'] = (rows, { id, receivedAt }) =>
    store.say(rows.flatMap(({ value, originId }) => accountStatements(value, originId, { by: id, receivedAt }, secret)))
  return { keep: () => Promise.resolve(), add: say, note: say }
}
