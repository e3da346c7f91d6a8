import { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import type { RecommendCard } from '#predict/recommend/recommend-card.ts'
import { leftOut } from './left-out.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse, inJob } from './open-house.ts'
import { readTime, readWhole } from './option-readers.ts'

interface AsOfOptions extends HouseOptions {
  readonly asOf?: Date
}

interface ForOptions extends HouseOptions {
  readonly limit: number
}

interface RuleOptions extends AsOfOptions {
  readonly minSupport?: number
  readonly minConfidence: number
  readonly top: number
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `liuke recommend`: what to offer each customer, and what is bought together. */
export function addRecommendCommand(program: Command): void {
  const asOf = (command: Command): Command =>
    addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)
  const recommend = new Command('recommend').description('what to offer each customer, and what is bought together')

  recommend.addCommand(
    asOf(
      new Command('train').description(
        'train on past purchases and views, test on later data and write recommendations for every customer',
      ),
    ).action(async (options: AsOfOptions) =>
      inJob(options, { kind: 'train-recommend' }, async (house, output) => {
        const card = await house.recommend.train(options.asOf ?? house.clock.now(), {}, (stage, done, total) =>
          output.progress(stage, { stage, done, total }),
        )
        const { unconverted, lines } = await leftOut(house)
        output.result({ ...card, unconverted }, [cardText(card), ...lines].join('\n'))
        return { version: card.version, customers: card.customers, products: card.products, rules: card.rules, listed: card.listed }
      }),
    ),
  )

  recommend.addCommand(
    addHouseOptions(
      new Command('for').description('the recommendations for one customer, with a reason for each').argument('<customer-id>'),
    )
      .option('--limit <n>', 'number of recommendations, at most 20', readWhole('--limit'), 10)
      .action(async (customerId: string, options: ForOptions) => {
        if (!UUID.test(customerId)) {
          throw new AppError('invalid-input', 'customer-id-unreadable', 'A customer id looks like 0190b6a0-1234-7abc-8def-0123456789ab.')
        }
        await inHouse(options, async (house, output) => {
          const { RecommendCatalogue } = await import('#store/analytical/queries/recommend-catalogue.ts')
          const { readCustomerRecommendations } = await import('#store/analytical/queries/recommend-customer.ts')
          const list = await readCustomerRecommendations(new RecommendCatalogue(house.engines.clickhouse), {
            customerId,
            limit: Math.min(20, options.limit),
            currency: house.project.currency,
            now: house.clock.now(),
            exclusions: await house.recommend.exclusions(),
          })
          const lines = list.items.map(({ product, score, because }) => `${score.toFixed(3)}  ${product.name}: ${because.en}`)
          const { unconverted, lines: notes } = await leftOut(house)
          output.result(
            { ...list, unconverted },
            lines.length === 0 ? 'There are no recommendations yet. Run `recommend train` first.' : [...lines, ...notes].join('\n'),
          )
        })
      }),
  )

  recommend.addCommand(
    asOf(new Command('rules').description('products bought together in one order'))
      .option(
        '--min-support <share>',
        'minimum share of orders that contain the rule (default: chosen from the data)',
        readShare('--min-support'),
      )
      .option(
        '--min-confidence <share>',
        'minimum share of orders with the left side that also have the right side',
        readShare('--min-confidence'),
        0.2,
      )
      .option('--top <n>', 'number of rules to print', readWhole('--top'), 20)
      .action(async (options: RuleOptions) =>
        inHouse(options, async (house, output) => {
          const found = await house.recommend.mineRules(options.asOf ?? house.clock.now(), {
            minimumConfidence: options.minConfidence,
            ...(options.minSupport === undefined ? {} : { minimumSupport: options.minSupport }),
          })
          const lines = found.rules
            .slice(0, options.top)
            .map(
              ({ left, right, confidence, support, lift }) =>
                `${left.map(({ name }) => name).join(' + ')} -> ${right.name}: confidence ${confidence.toFixed(3)}, support ${support.toFixed(4)}, lift ${lift.toFixed(2)}`,
            )
          const summary = `${found.rules.length} rules from ${found.baskets} orders (support ${found.minimumSupport.toFixed(4)}, confidence ${found.minimumConfidence})`
          output.result(found, [summary, ...lines].join('\n'))
        }),
      ),
  )
  program.addCommand(recommend)
}

function cardText({ quality, listed, rules, note }: RecommendCard): string {
  const lines = [`${listed} customers with recommendations; ${rules} rules`]
  for (const { method, hitRate, ndcg } of quality?.methods ?? []) {
    if (method === 'blend' || method === 'popular')
      lines.push(`${method}: ${(100 * hitRate).toFixed(1)} % bought one of ten, nDCG@10 ${ndcg.toFixed(4)}`)
  }
  if (note !== null) lines.push(note.en)
  return lines.join('\n')
}

function readShare(name: string): (text: string) => number {
  return (text) => {
    const share = Number(text)
    if (!(share > 0 && share <= 1))
      throw new AppError('invalid-input', 'share-unreadable', `${name} takes a share above 0 and at most 1, such as 0.01, not "${text}".`)
    return share
  }
}
