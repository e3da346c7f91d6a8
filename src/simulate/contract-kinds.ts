/** What tells one contract business from another: its plans, what it measures, and what drives its customers away. */
export interface ContractKind {
  readonly plans: readonly {
    readonly name: string
    readonly price: number
    readonly period: '月付' | '年付'
    /** Log-odds of leaving at a due date, for a customer without trouble. */
    readonly leaving: number
    readonly share: number
    readonly seats: boolean
  }[]
  readonly measures: readonly {
    readonly name: string
    readonly unit: string
    readonly typical: number
    /** Whether it falls when a customer is about to leave; the others are noise. */
    readonly falls: boolean
  }[]
  /** Chance per month that a customer begins to drift away. */
  readonly drifts: number
  /** Share of each measure that is left after every month of drifting. */
  readonly left: number
  /** Added to the log-odds: of drifting, of each trouble with payments in three months, in the first half year, and within a quarter of a price rise. */
  readonly odds: { readonly drift: number; readonly payment: number; readonly young: number; readonly rise: number }
  readonly paymentTopic: string
}

export const CONTRACT_KINDS = {
  telecom: {
    plans: [
      { name: '月租套餐', price: 59, period: '月付', leaving: -4.6, share: 0.65, seats: false },
      { name: '合约机套餐', price: 1188, period: '年付', leaving: -2.2, share: 0.35, seats: false },
    ],
    measures: [
      { name: '月流量', unit: 'GB', typical: 22, falls: true },
      { name: '通话时长', unit: '分钟', typical: 140, falls: true },
      { name: '积分', unit: '', typical: 900, falls: false },
    ],
    drifts: 0.02,
    left: 0.75,
    odds: { drift: 2.6, payment: 0.8, young: 0.5, rise: 0.9 },
    paymentTopic: '缴费失败',
  },
  saas: {
    plans: [
      { name: 'Team', price: 290, period: '月付', leaving: -4.3, share: 0.7, seats: true },
      { name: 'Business', price: 9800, period: '年付', leaving: -2.4, share: 0.3, seats: true },
    ],
    measures: [
      { name: 'active users', unit: '', typical: 14, falls: true },
      { name: 'api calls', unit: '', typical: 5200, falls: true },
      { name: 'storage', unit: 'GB', typical: 60, falls: false },
    ],
    drifts: 0.025,
    left: 0.7,
    odds: { drift: 2.8, payment: 1, young: 0.7, rise: 0.7 },
    paymentTopic: 'Card declined',
  },
  finance: {
    plans: [
      { name: '活期理财', price: 0, period: '月付', leaving: -4.8, share: 0.6, seats: false },
      { name: '定期理财', price: 200, period: '年付', leaving: -2.6, share: 0.4, seats: false },
    ],
    measures: [
      { name: '管理资产', unit: '元', typical: 86_000, falls: true },
      { name: '活期余额', unit: '元', typical: 9_000, falls: true },
      { name: '登录次数', unit: '次', typical: 9, falls: true },
      { name: '信用分', unit: '', typical: 640, falls: false },
    ],
    drifts: 0.02,
    left: 0.65,
    odds: { drift: 3, payment: 0.5, young: 0.3, rise: 0.5 },
    paymentTopic: '扣款失败',
  },
} as const satisfies Readonly<Record<string, ContractKind>>
export type ContractBusiness = keyof typeof CONTRACT_KINDS
