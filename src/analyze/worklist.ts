import type { AnalysedCustomer, CustomerRisk } from './analysis.ts'

/** From this probability on a customer counts as likely to leave. */
export const AT_RISK_FROM = 0.5

export interface WorklistEntry {
  readonly customer: AnalysedCustomer
  readonly risk: CustomerRisk
}

/** Customers likely to leave, most value at risk first; equal values by id, so that the order is the same each time. */
export function atRiskByValue(customers: readonly AnalysedCustomer[]): WorklistEntry[] {
  return customers
    .flatMap((customer) => (customer.risk !== null && customer.risk.probability >= AT_RISK_FROM ? [{ customer, risk: customer.risk }] : []))
    .sort((a, b) => b.risk.valueAtRisk - a.risk.valueAtRisk || (a.customer.customerId < b.customer.customerId ? -1 : 1))
}
