import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { judgeRecommender } from '#predict/recommend/train-recommender.ts'
import { createRecommendStore } from '#store/analytical/recommend-store.ts'
import { withOnlineRetail } from '../../bench/quality/online-retail-store.ts'

describe('lists of ten on Online Retail as of 2011-09-09, next 30 days', () => {
  it('are at least as good as the best of 57 models of implicit 0.7.3 on the same split', async () => {
    const asOf = new Date('2011-10-09T00:00:00Z')
    const facts = await withOnlineRetail((client) => createRecommendStore(client).readFacts(asOf))
    const rng = new Rng('bench-recommendation')
    const { evaluation } = judgeRecommender({ facts, asOf: asOf.getTime(), judgeDays: 30 }, () => rng.next())
    expect(evaluation?.customers).toBe(953)
    const blend = (methods: NonNullable<typeof evaluation>['all'] | undefined) => methods?.find(({ method }) => method === 'blend')?.ndcg
    // Measured by bench/quality/recommendation.ts: BM25 (K=300, counts) on everything bought, TF-IDF (K=20) on what was new to the customer.
    expect(blend(evaluation?.all)).toBeGreaterThan(0.3206)
    expect(blend(evaluation?.onlyNew)).toBeGreaterThan(0.0991)
  })
})
