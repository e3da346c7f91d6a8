import type { Services } from '#http/services.ts'
import { readRecommendBoard } from '#store/analytical/queries/recommend-board.ts'
import { RecommendCatalogue } from '#store/analytical/queries/recommend-catalogue.ts'
import { readCustomerRecommendations } from '#store/analytical/queries/recommend-customer.ts'
import { readProductRecommendations } from '#store/analytical/queries/recommend-product.ts'
import { readBasketRules, readProducts } from '#store/analytical/queries/recommend-rules.ts'
import { readUnconvertedSales } from '#store/analytical/queries/unconverted-sales.ts'
import type { House } from './house.ts'

/** What to offer to whom, in the words of the API. */
export function recommendServices(house: House, project: { read(): Promise<{ readonly currency: string }> }): Services['recommend'] {
  const { clock, db, engines, recommend } = house
  const catalogue = new RecommendCatalogue(engines.clickhouse)
  const circumstances = async () => {
    const [{ currency }, exclusions] = await Promise.all([project.read(), recommend.exclusions()])
    return { currency, exclusions }
  }
  return {
    board: async () => {
      const [{ currency, exclusions }, card, unconverted] = await Promise.all([
        circumstances(),
        recommend.card(),
        readUnconvertedSales(engines.clickhouse),
      ])
      return { ...(await readRecommendBoard(catalogue, card, currency, exclusions)), unconverted }
    },
    forCustomer: async (customerId, limit) => {
      const [known, around] = await Promise.all([
        db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst(),
        circumstances(),
      ])
      return known === undefined ? null : await readCustomerRecommendations(catalogue, { customerId, limit, now: clock.now(), ...around })
    },
    forProduct: async (productId, limit) => await readProductRecommendations(catalogue, { productId, limit, ...(await circumstances()) }),
    rules: async (filter, page) => await readBasketRules(catalogue, filter, page, (await project.read()).currency),
    products: async (q, limit) => await readProducts(catalogue, q, limit, (await project.read()).currency),
    exclusions: () => recommend.exclusions(),
    setExclusions: (exclusions) => recommend.setExclusions(exclusions),
    train: async ({ progress }) => {
      const now = clock.now()
      await house.profiles.refresh(now)
      const card = await recommend.train(now, {}, progress)
      catalogue.forget()
      return { version: card.version, customers: card.customers, products: card.products, rules: card.rules, listed: card.listed }
    },
  }
}
