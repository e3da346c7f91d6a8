import type { PartnerTags } from '#http/collect/partner-schemas.ts'
import type { Account, AccountPage, CustomerAccounts } from '#http/profile/account-schemas.ts'
import type { Measures } from '#http/profile/measure-schemas.ts'
import type { AccountOutlook, AccountRisks } from '#http/predict/account-risk-schemas.ts'
import type { Customer360, CustomerPage } from '#http/profile/customer-schemas.ts'
import type { Subscriptions } from '#http/profile/subscription-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'

export const profileEndpoints = {
  customers: (params: Params) => read<CustomerPage>('/customers', params),
  accounts: (params: Params) => read<AccountPage>('/accounts', params),
  account: (id: string) => read<Account>(`/accounts/${segment(id)}`),
  accountOutlook: (id: string) => read<AccountOutlook>(`/accounts/${segment(id)}/outlook`),
  accountRisks: (params: Params) => read<AccountRisks>('/accounts/risks', params),
  customerAccounts: (customerId: string) => read<CustomerAccounts>(`/customers/${segment(customerId)}/accounts`),
  accountContracts: (id: string) => read<Subscriptions>(`/accounts/${segment(id)}/contracts`),
  accountMeasures: (id: string) => read<Measures>(`/accounts/${segment(id)}/measures`),
  partnerTags: (customerId: string) => read<PartnerTags>(`/customers/${segment(customerId)}/partner-tags`),
  subscriptions: (customerId: string) => read<Subscriptions>(`/customers/${segment(customerId)}/subscriptions`),
  measures: (customerId: string) => read<Measures>(`/customers/${segment(customerId)}/measures`),
  customer: (customerId: string) => read<Customer360>(`/customers/${segment(customerId)}`),
}
