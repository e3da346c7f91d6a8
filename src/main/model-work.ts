import type { JobContext } from '#http/start-job.ts'
import type { ChurnNumbers } from '#predict/churn/churn-service.ts'
import type { ValueOptions } from '#predict/value/value-model.ts'
import type { House } from './house.ts'

/** Long work on the models that people start: profiles are as of now before anything learns from them. */
export function modelWork(house: Pick<House, 'clock' | 'profiles' | 'churn' | 'value' | 'demand' | 'recommend' | 'recommendLists'>) {
  return {
    trainChurn: (numbers: ChurnNumbers, context: JobContext) => trainChurn(house, numbers, context),
    async trainValue(options: Partial<ValueOptions>, { progress }: JobContext) {
      const now = await refreshed(house)
      const { version, rung } = await house.value.train(options, now, progress)
      const { scored, total } = await house.value.score(now, progress)
      return { version, rung, scored, total }
    },
    async forecastDemand({ progress }: JobContext) {
      const { asOf, methods, total, note } = await house.demand.forecast(undefined, progress)
      return { asOf, series: methods.reduce((sum, each) => sum + each.series, 0), total, note }
    },
    async trainRecommend({ progress }: JobContext) {
      const now = await refreshed(house)
      const { version, customers, products, rules, listed } = await house.recommend.train(now, {}, progress)
      house.recommendLists.forget()
      return { version, customers, products, rules, listed }
    },
  }
}

export async function trainChurn(
  house: Pick<House, 'clock' | 'profiles' | 'churn'>,
  numbers: ChurnNumbers,
  { progress }: Pick<JobContext, 'progress'>,
) {
  const now = await refreshed(house)
  const { version, state, verdict, rung, quality } = await house.churn.train(numbers, now, progress)
  const { scored, byTier, alerts } = await house.churn.score(now, progress)
  return { version, state, verdict, rung, auc: quality?.auc ?? null, scored, byTier, alerts: alerts?.raised ?? 0 }
}

async function refreshed({ clock, profiles }: Pick<House, 'clock' | 'profiles'>): Promise<Date> {
  const now = clock.now()
  await profiles.refresh(now)
  return now
}
