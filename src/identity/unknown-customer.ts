import { AppError } from '#kernel/app-error.ts'

/** Of a customer that does not exist or that the caller does not see: the two are told alike. */
export function customerNotFound(): AppError {
  return new AppError(
    'not-found',
    'customer-not-found',
    'There is no such customer: look the person up again, two records may have become one.',
  )
}

/** @throws AppError `customer-not-found` */
export function unknownCustomer(): never {
  throw customerNotFound()
}
