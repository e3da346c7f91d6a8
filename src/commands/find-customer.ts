import { COMMAND_LINE_SCOPE } from './command-line-scope.ts'
import { AppError } from '#kernel/app-error.ts'
import type { House } from '../main/house.ts'

/** The customer that a command names. @throws AppError `customer-not-found` */
export async function findCustomer(house: House, customer: string): Promise<string> {
  const found = await house.vault.find(COMMAND_LINE_SCOPE, customer)
  const [id] = found
  if (id !== undefined && found.length === 1) return id
  throw new AppError(
    'not-found',
    'customer-not-found',
    found.length > 1
      ? 'Several customers match: use the customer id.'
      : 'There is no such customer. Use the customer id, or the exact phone, email or member number.',
  )
}
