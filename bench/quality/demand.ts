// npm run bench -- quality/demand: the demand forecast of Online Retail (UCI) as of its last day, from the same tables and by the same code as the
// product's, tested by going back 30, 60, 90 and 120 days. The last line is one JSON object: accuracy by level beside the baseline (the same weekday
// of the last four weeks). The shop has no categories; its countries stand in for stores.
import { makeDemandForecast } from '#predict/demand/make-demand-forecast.ts'
import { backTestDemand } from '#predict/demand/back-test-demand.ts'
import { demandCalendar } from '#predict/demand/demand-calendar.ts'
import { createDemandStore } from '#store/analytical/demand-store.ts'
import { withOnlineRetail } from './online-retail-store.ts'

const AS_OF = new Date('2011-12-09T00:00:00Z')
const TIME_ZONE = 'Europe/London'
const TOP = [50, 200, 1000] as const

const sales = await withOnlineRetail(async (client) => {
  await client.command({ query: `ALTER TABLE order_lines UPDATE store_id = country WHERE 1 SETTINGS mutations_sync = 1` })
  return await createDemandStore(client).sales(AS_OF, TIME_ZONE, 1_095)
})
if (sales === null) throw new Error('Online Retail holds no sales.')
const started = performance.now()
const { card, series } = makeDemandForecast({ sales, asOf: AS_OF, timeZone: TIME_ZONE })
const seconds = (performance.now() - started) / 1000

const order = series.filter(({ level }) => level === 'product').toSorted((a, b) => b.last - a.last)
const top = TOP.map((count) => {
  const keys = new Set(order.slice(0, count).map(({ key }) => key))
  const products = sales.products.filter(({ key }) => keys.has(key))
  const test = backTestDemand(
    { ...sales, products, stores: [] },
    { phases: demandCalendar('GB', sales.firstDay, '2012-12-31'), ownModels: count },
  )
  const found = test.levels.find(({ level }) => level === 'product')
  return { products: count, wape: found?.wape ?? null, baselineWape: found?.baselineWape ?? null }
})
console.log(
  JSON.stringify({
    seconds,
    days: sales.days,
    total: card.total,
    accuracy: card.accuracy,
    methods: card.methods.map(({ method, series: count }) => ({ method, series: count })),
    top,
  }),
)
