import type { KnownLayout } from './known-layout.ts'
import { AMAZON } from './layouts/amazon.ts'
import { BIGCOMMERCE } from './layouts/bigcommerce.ts'
import { DOUYIN } from './layouts/douyin.ts'
import { EBAY } from './layouts/ebay.ts'
import { ETSY } from './layouts/etsy.ts'
import { JD } from './layouts/jd.ts'
import { KUAISHOU } from './layouts/kuaishou.ts'
import { LIUKE } from './layouts/liuke.ts'
import { MAGENTO } from './layouts/magento.ts'
import { MEITUAN } from './layouts/meituan.ts'
import { PAY_BILLS } from './layouts/pay-bills.ts'
import { PINDUODUO } from './layouts/pinduoduo.ts'
import { PRESTASHOP } from './layouts/prestashop.ts'
import { RESEARCH } from './layouts/research.ts'
import { SHOPIFY } from './layouts/shopify.ts'
import { SQUARE } from './layouts/square.ts'
import { SQUARESPACE } from './layouts/squarespace.ts'
import { STRIPE } from './layouts/stripe.ts'
import { TAOBAO } from './layouts/taobao.ts'
import { WECHAT_SHOP } from './layouts/wechat-shop.ts'
import { WEIMOB } from './layouts/weimob.ts'
import { WIX } from './layouts/wix.ts'
import { WOOCOMMERCE } from './layouts/woocommerce.ts'
import { XIAOHONGSHU } from './layouts/xiaohongshu.ts'
import { YOUZAN } from './layouts/youzan.ts'

/** Every layout recognised by its headings. */
export const KNOWN_LAYOUTS: readonly KnownLayout[] = [
  ...LIUKE,
  ...SHOPIFY,
  ...WOOCOMMERCE,
  ...MAGENTO,
  ...AMAZON,
  ...ETSY,
  ...EBAY,
  ...SQUARE,
  ...STRIPE,
  ...BIGCOMMERCE,
  ...PRESTASHOP,
  ...WIX,
  ...SQUARESPACE,
  ...TAOBAO,
  ...JD,
  ...PINDUODUO,
  ...DOUYIN,
  ...KUAISHOU,
  ...XIAOHONGSHU,
  ...WECHAT_SHOP,
  ...YOUZAN,
  ...WEIMOB,
  ...MEITUAN,
  ...PAY_BILLS,
  ...RESEARCH,
]
