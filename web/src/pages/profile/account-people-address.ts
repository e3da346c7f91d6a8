/** Did or bought something in the last 30 days: what counts as active in the list of accounts. */
export const ACTIVE = '(did(event in last 30 days) or did(order in last 30 days))'

/** The list of the members of an account, by the id that its source gives it; of those who meet another condition too. */
export function peopleOfAccount(accountId: string, and?: string): string {
  const where = `account(account.id is ${JSON.stringify(accountId)})${and === undefined ? '' : ` and ${and}`}`
  return `/customers?${new URLSearchParams({ where }).toString()}`
}
