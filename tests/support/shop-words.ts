import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Headings that shops write, by what stands below them; written from real exports and spoken use, not from what any reader knows. */
export const SHOP_HEADINGS: Readonly<Record<string, BilingualText>> = {
  orderId: {
    zh: '订单号|订单编号|订单ID|交易单号|单号|主订单编号|主订单号|交易号|订单流水号|销售单号|小票号',
    en: 'Order ID|Order Number|Order No|Order #|Order|Order Ref|Invoice No|Invoice Number|Transaction ID|Receipt No|Order Reference|Sales Order Number|Order Name',
  },
  orderedAt: {
    zh: '下单时间|订单创建时间|创建时间|订单日期|下单日期|购买时间|成交时间|交易时间|销售日期|日期|消费时间|订单提交时间',
    en: 'Order Date|Date|Created At|Order Time|Purchase Date|Ordered At|Date Created|Sale Date|Transaction Date|Created|Invoice Date|Order Placed|Placed On|Timestamp',
  },
  paidAt: { zh: '付款时间|支付时间|订单付款时间|支付完成时间', en: 'Paid At|Payment Date|Date Paid|Paid On|Payment Time' },
  cancelledAt: { zh: '取消时间|订单取消时间', en: 'Cancelled At|Canceled At|Cancelled On' },
  status: { zh: '订单状态|状态|交易状态|订单当前状态', en: 'Status|Order Status|Financial Status|Payment Status|State' },
  customerId: {
    zh: '客户编号|客户ID|买家ID|客户号|客户代码|顾客编号|买家会员名|客户编码',
    en: 'Customer ID|CustomerID|Customer Number|Customer No|Client ID|Buyer ID|Customer|Customer Code|Shopper ID|Buyer Username',
  },
  userId: { zh: '用户ID|用户编号|会员ID|账号', en: 'User ID|UID|Account ID|User' },
  memberNumber: { zh: '会员号|会员卡号|会员编号|卡号', en: 'Member Number|Member No|Loyalty ID|Membership Number|Card Number' },
  phone: {
    zh: '手机号|手机号码|手机|联系电话|买家手机|联系手机|买家手机号|会员手机号|客户手机',
    en: 'Phone|Phone Number|Mobile|Mobile Number|Customer Phone|Billing Phone|Tel|Contact Number|Cell Phone',
  },
  email: {
    zh: '邮箱|电子邮箱|买家邮箱|邮箱地址|客户邮箱',
    en: 'Email|E-mail|Email Address|Customer Email|Billing Email|Buyer Email|Contact Email|E-Mail Address',
  },
  customerName: {
    zh: '姓名|客户姓名|买家昵称|买家姓名|客户名称|会员姓名',
    en: 'Customer Name|Name|Buyer Name|Full Name|Billing Name|Client Name',
  },
  productId: {
    zh: '商品编码|商品ID|SKU编码|货号|商家编码|商品编号',
    en: 'SKU|Product ID|Item Code|Product Code|Stock Code|Lineitem sku|Item SKU|Item Number',
  },
  productName: {
    zh: '商品名称|商品标题|宝贝标题|商品|产品名称|品名',
    en: 'Product|Product Name|Item Name|Item|Lineitem name|Item Title|Product Title|Description',
  },
  category: { zh: '类目|品类|商品分类', en: 'Category|Product Category|Department' },
  quantity: {
    zh: '数量|商品数量|购买数量|件数|销售数量|订购数量',
    en: 'Quantity|Qty|Item Quantity|Lineitem quantity|Units|Quantity Ordered|Qty Ordered|Items',
  },
  unitPrice: {
    zh: '单价|商品单价|销售单价|商品价格|成交单价|售价|价格',
    en: 'Unit Price|Price|Item Price|Lineitem price|Price Each|Selling Price|Price per Unit|Item Cost|Unit Price (incl. tax)',
  },
  amount: {
    zh: '金额|商品金额|小计|成交金额|销售金额|商品小计|行金额',
    en: 'Amount|Line Total|Line Amount|Subtotal per Line|Total Price|Item Total|Extended Price|Net Sales|Row Total|Revenue|Sales',
  },
  paidAmount: {
    zh: '实付金额|实付款|买家实际支付金额|实付|支付金额|实收金额|订单实付金额|用户实付|付款金额|买家实付',
    en: 'Amount Paid|Paid|Paid Amount|Total Paid|Payment Amount|Amount Charged|Paid Total',
  },
  orderTotal: {
    zh: '订单总额|订单金额|总金额|订单总金额|总计|应付总额|合计金额',
    en: 'Order Total|Total|Grand Total|Total Amount|Order Amount|Order Value|Invoice Total|Order Total Amount',
  },
  subtotal: {
    zh: '商品合计|商品总额|货款|商品总价|商品金额合计',
    en: 'Subtotal|Order Subtotal|Items Total|Sub Total|Merchandise Total|Items Subtotal',
  },
  lineDiscount: {
    zh: '商品优惠|单品优惠|行优惠|商品折扣',
    en: 'Line Discount|Item Discount|Lineitem discount|Item Discount Amount|Product Discount',
  },
  orderDiscount: {
    zh: '优惠金额|订单优惠|店铺优惠|折扣金额|优惠|整单优惠',
    en: 'Discount|Discount Amount|Order Discount|Cart Discount|Coupon Discount|Total Discount|Discounts',
  },
  refundAmount: {
    zh: '退款金额|已退款金额|退款|退款总额|实退金额',
    en: 'Refunded Amount|Refund Amount|Amount Refunded|Refund|Order Refund Amount|Total Refunded|Refunds',
  },
  shipping: {
    zh: '运费|邮费|快递费|配送费|买家应付邮费',
    en: 'Shipping|Shipping Amount|Shipping Cost|Freight|Delivery Fee|Shipping Fee|Order Shipping|Postage',
  },
  tax: { zh: '税额|税费|税金', en: 'Tax|Taxes|Tax Amount|VAT|Sales Tax|Total Tax|Order Tax' },
  currency: { zh: '币种|货币|币别', en: 'Currency|Currency Code|Order Currency' },
}

/** Columns that say nothing about people or money of the order, each with what may stand in it. */
export const EMPTY_COLUMNS: readonly { readonly zh: string; readonly en: string; readonly values: string }[] = [
  {
    zh: '订单备注|买家留言|客户备注',
    en: 'Notes|Customer Note|Order Notes|Buyer Note',
    values: '||||尽快发货|please ring twice|放门口|gift, no invoice',
  },
  { zh: '标签|订单标签', en: 'Tags|Order Tags', values: '|老客|vip|wholesale|promo' },
  { zh: '仓库|发货仓', en: 'Warehouse|Fulfilment Location|Stock Location', values: '上海仓|Hamburg|east-1' },
  { zh: '客服|导购|业务员', en: 'Sales Rep|Agent|Staff|Employee', values: '小王|Anna|rep 3' },
  { zh: '快递单号|物流单号', en: 'Tracking Number|Tracking No', values: '~SF1|~1Z99' },
  { zh: '物流公司|快递公司', en: 'Carrier|Shipping Method|Courier', values: '顺丰|DHL|中通' },
  { zh: '吊牌价|市场价|原价', en: 'List Price|MSRP|Compare at Price|RRP', values: '=199.00|=88.00|=45.50' },
  { zh: '成本|成本价|进货价', en: 'Cost|Cost of Goods|Unit Cost of Goods|Cost Price', values: '=12.40|=33.00|=7.15' },
  { zh: '毛利|利润', en: 'Profit|Margin|Gross Profit', values: '=3.10|=12.00|=0.85' },
  { zh: '佣金|平台佣金|服务费', en: 'Commission|Fee|Processing Fee|Transaction Fee', values: '=0.80|=1.20|=2.45' },
  { zh: '积分|获得积分', en: 'Points|Points Earned|Loyalty Points', values: '12|30|0' },
  { zh: '省|省份', en: 'Province|Region|Shipping State', values: '浙江|广东|Bavaria' },
  { zh: '城市|收货城市', en: 'City|Shipping City|Ship City', values: '杭州|深圳|Munich' },
  { zh: '收货地址|详细地址', en: 'Address|Shipping Address|Street', values: '文一路 1 号|中山路 22 号|Main St 4' },
  { zh: '重量(kg)|重量', en: 'Weight|Weight (kg)', values: '0.5|1.2|0.35' },
  { zh: '发货时间|完成时间', en: 'Shipped At|Fulfilled At|Updated At|Date Shipped', values: '@' },
  { zh: '店铺名称|门店', en: 'Store|Store Name|Shop', values: '旗舰店|Main|Outlet' },
  { zh: '支付方式|付款方式', en: 'Payment Method|Payment Type', values: '微信|Visa|PayPal' },
  { zh: '优惠券|优惠码', en: 'Coupon|Coupon Code|Discount Code', values: '|||SPRING|SAVE5' },
  { zh: '客户类型|会员等级', en: 'Customer Type|Customer Group|Segment', values: 'B2C|B2B|普通' },
  { zh: '是否新客|是否赠品', en: 'New Customer|Is Gift', values: '否|no|0' },
  { zh: '序号', en: 'No.|Row|Line', values: '#' },
]

/** The words of one platform's status column, by what they mean. */
export const STATUS_SETS: readonly {
  readonly han: boolean
  readonly words: Readonly<Record<'paid' | 'unpaid' | 'cancelled' | 'refunded' | 'part-refunded', string>>
}[] = [
  {
    han: false,
    words: { paid: 'paid', unpaid: 'pending', cancelled: 'voided', refunded: 'refunded', 'part-refunded': 'partially_refunded' },
  },
  {
    han: false,
    words: {
      paid: 'wc-completed|wc-processing',
      unpaid: 'wc-pending|wc-on-hold',
      cancelled: 'wc-cancelled|wc-failed',
      refunded: 'wc-refunded',
      'part-refunded': 'wc-completed',
    },
  },
  {
    han: false,
    words: {
      paid: 'Completed|Shipped',
      unpaid: 'Awaiting Payment|Pending',
      cancelled: 'Cancelled|Declined',
      refunded: 'Refunded',
      'part-refunded': 'Partially Refunded',
    },
  },
  {
    han: false,
    words: {
      paid: 'complete|processing',
      unpaid: 'pending_payment',
      cancelled: 'canceled',
      refunded: 'refunded',
      'part-refunded': 'complete',
    },
  },
  {
    han: false,
    words: {
      paid: 'Delivered|In transit',
      unpaid: 'Unpaid',
      cancelled: 'Canceled',
      refunded: 'Fully refunded',
      'part-refunded': 'Partial refund',
    },
  },
  {
    han: true,
    words: {
      paid: '交易成功|买家已付款，等待卖家发货|卖家已发货，等待买家确认',
      unpaid: '等待买家付款',
      cancelled: '已取消',
      refunded: '退款成功',
      'part-refunded': '交易成功',
    },
  },
  {
    han: true,
    words: { paid: '已发货|待发货|交易完成', unpaid: '待付款', cancelled: '已取消', refunded: '已退款', 'part-refunded': '部分退款' },
  },
  {
    han: true,
    words: {
      paid: '完成|等待出库|等待确认收货',
      unpaid: '等待付款',
      cancelled: '已取消',
      refunded: '全额退款',
      'part-refunded': '部分退款',
    },
  },
  {
    han: true,
    words: { paid: '已完成|已发货', unpaid: '待支付', cancelled: '已取消|超时取消', refunded: '退款完成', 'part-refunded': '部分退款成功' },
  },
  {
    han: true,
    words: { paid: '已付款|已签收', unpaid: '未付款', cancelled: '已作废', refunded: '退货退款成功', 'part-refunded': '部分退货' },
  },
]
