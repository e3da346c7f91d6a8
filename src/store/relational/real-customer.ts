/** Of a customer as the alias names them: a rule of quality takes them for a fake registration, and nobody said otherwise. */
export function isFakeSignUp(alias: string): string {
  return `EXISTS (SELECT FROM fake_sign_ups f WHERE f.customer_id = ${alias}.id AND f.state = 'left-out')`
}

/** No test record and no fake registration. Analysis knows both by `is_test` of its customers. */
export function isRealCustomer(alias: string): string {
  return `(NOT ${alias}.is_test AND NOT ${isFakeSignUp(alias)})`
}
