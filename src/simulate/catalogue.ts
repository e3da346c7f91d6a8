/** One product of the shop. Prices in minor units (分). */
export interface Product {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly unitMinor: number
}

export const CATEGORIES = ['厨房用品', '床上用品', '收纳整理', '家居装饰', '香氛蜡烛', '个人护理', '餐具茶具', '小家电'] as const

export const STORES = ['上海静安店', '上海浦东店', '北京朝阳店', '广州天河店', '深圳南山店', '成都锦江店'] as const

export const CITIES = [
  '上海',
  '北京',
  '广州',
  '深圳',
  '杭州',
  '成都',
  '南京',
  '武汉',
  '苏州',
  '西安',
  '重庆',
  '长沙',
  '青岛',
  '厦门',
  '天津',
] as const

export const SHOP_CHANNELS = ['web', 'app', 'mini_program', 'store'] as const
export type ShopChannel = (typeof SHOP_CHANNELS)[number]

export const PAYMENTS = ['微信支付', '支付宝', '银联', '信用卡', '现金'] as const

/** Category code, lowest and highest price in yuan, nouns. Three finishes and five nouns give 15 products a category. */
const RANGES: readonly { readonly code: string; readonly low: number; readonly high: number; readonly nouns: readonly string[] }[] = [
  { code: 'KIT', low: 29, high: 329, nouns: ['不粘炒锅', '硅胶铲套装', '砧板', '保鲜盒', '刀具架'] },
  { code: 'BED', low: 79, high: 699, nouns: ['四件套', '乳胶枕', '蚕丝被', '针织毯', '床笠'] },
  { code: 'STO', low: 15, high: 199, nouns: ['收纳箱', '衣物压缩袋', '抽屉分隔盒', '挂衣架', '桌面收纳架'] },
  { code: 'DEC', low: 25, high: 459, nouns: ['陶瓷花瓶', '落地灯', '装饰画', '地毯', '抱枕'] },
  { code: 'FRA', low: 39, high: 269, nouns: ['香薰蜡烛', '无火香薰', '精油', '扩香石', '线香'] },
  { code: 'CAR', low: 19, high: 189, nouns: ['毛巾', '浴巾', '电动牙刷头', '洗手液', '身体乳'] },
  { code: 'TAB', low: 25, high: 399, nouns: ['马克杯', '茶具套装', '餐盘', '玻璃水壶', '筷子礼盒'] },
  { code: 'APP', low: 99, high: 899, nouns: ['电水壶', '空气炸锅', '吹风机', '加湿器', '手冲咖啡机'] },
]
const FINISHES = ['经典', '简约', '雅致'] as const

/** The same 120 products in every world. */
export const PRODUCTS: readonly Product[] = RANGES.flatMap((range, c) =>
  range.nouns.flatMap((noun, n) =>
    FINISHES.map((finish, f) => {
      const step = (n * FINISHES.length + f) / (range.nouns.length * FINISHES.length - 1)
      const yuan = Math.round(range.low * (range.high / range.low) ** step)
      return {
        id: `${range.code}${String(n * FINISHES.length + f + 1).padStart(3, '0')}`,
        name: `${finish}${noun}`,
        category: CATEGORIES[c] as string,
        unitMinor: yuan * 100 - (f === 1 ? 10 : 0),
      }
    }),
  ),
)

export const PRODUCTS_PER_CATEGORY = PRODUCTS.length / CATEGORIES.length

/** Goods that go together, by category code and the position of their noun: customers who buy the first often buy the second. */
const PAIRS: readonly (readonly [code: string, noun: number, withCode: string, withNoun: number])[] = [
  ['KIT', 0, 'KIT', 1],
  ['KIT', 2, 'KIT', 4],
  ['BED', 0, 'BED', 4],
  ['STO', 0, 'STO', 2],
  ['DEC', 0, 'FRA', 1],
  ['FRA', 2, 'FRA', 1],
  ['CAR', 0, 'CAR', 1],
  ['TAB', 1, 'TAB', 3],
  ['APP', 4, 'TAB', 0],
]

const COMPANIONS: ReadonlyMap<string, Product> = new Map(
  PAIRS.flatMap(([code, noun, withCode, withNoun]) =>
    FINISHES.map((_, f): [string, Product] => {
      const number = (n: number): string => String(n * FINISHES.length + f + 1).padStart(3, '0')
      return [`${code}${number(noun)}`, PRODUCTS.find(({ id }) => id === `${withCode}${number(withNoun)}`) as Product]
    }),
  ),
)

/** What is often bought together with a product, in the same finish; null for most. */
export function companionOf(product: Product): Product | null {
  return COMPANIONS.get(product.id) ?? null
}
