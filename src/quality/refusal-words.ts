import type { BilingualText } from '#kernel/bilingual-text.ts'

/** A reason and what to do, as the console words them: for files of refused rows. */
export interface RefusalWords {
  readonly reason: BilingualText
  readonly help: BilingualText
}

export const REFUSAL_WORDS: Readonly<Record<string, RefusalWords>> = {
  bad_timestamp: {
    reason: { zh: '时间无法识别', en: 'Unreadable time' },
    help: {
      zh: 'timestamp 须为 ISO 8601 格式的时间，或 1970 年以来的秒数、毫秒数。',
      en: 'The timestamp must be an ISO 8601 date and time, or seconds or milliseconds since 1970.',
    },
  },
  'not-wanted': {
    reason: { zh: '客户未同意', en: 'Not agreed to' },
    help: {
      zh: '客户未同意该数据源的用途，这条数据不能保存，请忽略。',
      en: 'The customer has not agreed to the purpose of the source, so the record may not be kept. Dismiss it.',
    },
  },
  'identifier-not-agreed': {
    reason: { zh: '标识与约定不符', en: 'Not by the agreed identifier' },
    help: {
      zh: '这个合作方只能用约定的那一种标识指明客户。请改用约定的标识，或在数据源页面修改约定。',
      en: 'This partner names people by the one agreed identifier. Use it, or change the agreement on the page of the source.',
    },
  },
  'unknown-customer': {
    reason: { zh: '不是已知客户', en: 'No known customer' },
    help: {
      zh: '这里没有客户使用这个标识，合作方数据不会新建客户。客户资料入库后可重新处理，否则请忽略。',
      en: 'Nobody here has this identifier, and data of a partner make nobody a customer. Process it again once the person is a customer, or dismiss it.',
    },
  },
  'unreadable-line': {
    reason: { zh: '不符合日志格式', en: 'Not in the format of the log' },
    help: {
      zh: '这一行不符合所选的日志格式。请核对格式或正则表达式，再导入同一文件：已入库的行不会重复计入。',
      en: "The line is not in the chosen format. Check the format or the pattern and import the file again: stored lines don't count twice.",
    },
  },
  'line-too-long': {
    reason: { zh: '行过长', en: 'Line too long' },
    help: { zh: '一行最长 64 KB。', en: 'A line has at most 64 KB.' },
  },
  'missing-value': {
    reason: { zh: '缺少必填值', en: 'Required value missing' },
    help: { zh: '必填内容为空，请补全后重新导入。', en: 'A required value is empty. Fill it in and import again.' },
  },
  'no-identifier': {
    reason: { zh: '无法识别客户', en: 'No way to identify the customer' },
    help: {
      zh: '缺少手机号、邮箱、会员号和客户编号，无法对应到客户。请补充一项后重新导入。',
      en: "No phone, email, member number or customer ID, so this row can't be matched. Add one and import again.",
    },
  },
  no_user_anon_id: {
    reason: { zh: '缺少账号编号和设备标识', en: 'No account ID or device ID' },
    help: { zh: '事件需要 userId 或 anonymousId。', en: 'An event needs a userId or an anonymousId.' },
  },
  no_event_name: {
    reason: { zh: '事件缺少名称', en: 'Event without a name' },
    help: { zh: 'track 事件需要事件名称 event。', en: 'A track event needs its name in event.' },
  },
  unplanned_event: {
    reason: { zh: '方案外的事件', en: 'Event outside the plan' },
    help: {
      zh: '数据源的埋点方案没有这个事件：补进方案后重新放回，或在发送端改正事件名。',
      en: 'The tracking plan of the source does not name this event: add it and replay, or correct the name where it is sent.',
    },
  },
  unplanned_property: {
    reason: { zh: '方案外的属性', en: 'Property outside the plan' },
    help: {
      zh: '埋点方案中该事件没有这个属性：补进方案后重新放回，或在发送端去掉。',
      en: 'The tracking plan does not name this property of the event: add it and replay, or stop sending it.',
    },
  },
  missing_property: {
    reason: { zh: '缺少必填属性', en: 'Required property missing' },
    help: {
      zh: '埋点方案要求这个属性，但消息中没有或为空：在发送端补上，或改为选填后重新放回。',
      en: 'The tracking plan requires this property, and it is missing or empty: send it, or make it optional and replay.',
    },
  },
  wrong_type: {
    reason: { zh: '属性类型不符', en: 'Property of another type' },
    help: {
      zh: '属性的类型与埋点方案不符：在发送端改正，或修改方案后重新放回。',
      en: 'The property is of another type than the tracking plan says: correct it where it is sent, or change the plan and replay.',
    },
  },
  value_not_allowed: {
    reason: { zh: '取值不在允许范围', en: 'Value not allowed' },
    help: {
      zh: '属性的值不在埋点方案允许的取值或范围内：在发送端改正，或修改方案后重新放回。',
      en: 'The value is none of those that the tracking plan allows: correct it where it is sent, or change the plan and replay.',
    },
  },
  unknown_type: {
    reason: { zh: '消息类型未知', en: 'Unknown message type' },
    help: {
      zh: 'type 须为 identify、track、page、screen、group 或 alias。',
      en: 'The type must be identify, track, page, screen, group or alias.',
    },
  },
  message_too_large: {
    reason: { zh: '消息过大', en: 'Message too large' },
    help: { zh: '单个事件最大 32 KB。', en: 'One event has at most 32 KB.' },
  },
  message_id_too_long: {
    reason: { zh: '消息标识过长', en: 'Message id too long' },
    help: { zh: 'messageId 最多 100 个字符。', en: 'A messageId has at most 100 characters.' },
  },
  'unreadable-date': {
    reason: { zh: '日期无法识别', en: 'Unreadable date' },
    help: {
      zh: '不是可识别的日期，请写成 2026-01-31 或 2026-01-31 08:30。',
      en: "The date can't be read. Write 2026-01-31 or 2026-01-31 08:30.",
    },
  },
  'unreadable-number': {
    reason: { zh: '不是数字', en: 'Not a number' },
    help: { zh: '不是数字，请去掉单位与文字。', en: 'This is not a number. Remove units and words.' },
  },
  'unreadable-identifier': {
    reason: { zh: '标识无法识别', en: 'Unreadable identifier' },
    help: { zh: '手机号、邮箱或编号无法识别，请核对。', en: "The phone, email or ID can't be read. Check it." },
  },
  'wrong-number-of-columns': {
    reason: { zh: '列数不符', en: 'Wrong number of columns' },
    help: {
      zh: '列数与表头不一致，通常是内容里的逗号或引号没有转义。',
      en: "The number of columns differs from the heading, usually because a comma or quote inside a value isn't quoted.",
    },
  },
  'date-out-of-range': {
    reason: { zh: '日期超出范围', en: 'Date out of range' },
    help: { zh: '日期早于 1970 年或晚于今天，请核对。', en: 'The date is before 1970 or in the future. Check it.' },
  },
  'number-out-of-range': {
    reason: { zh: '数值超出范围', en: 'Number out of range' },
    help: { zh: '数值过大或超出允许的范围，请核对。', en: 'The number is too large or out of range. Check it.' },
  },
  'unknown-currency': {
    reason: { zh: '币种无法识别', en: 'Unknown currency' },
    help: { zh: '币种不是 ISO 4217 代码，请写成 CNY、USD 等。', en: 'The currency is not an ISO 4217 code. Write CNY, USD and so on.' },
  },
  'value-too-long': {
    reason: { zh: '内容过长', en: 'Value too long' },
    help: { zh: '内容超过 1000 个字符，请缩短。', en: 'The value has more than 1,000 characters. Shorten it.' },
  },
  'digits-lost': {
    reason: { zh: '长号码丢了位数', en: 'Digits lost in a spreadsheet' },
    help: {
      zh: '表格软件只保留 15 位数字，号码变成 3.001E+18 或末尾变成 0 就表示丢了位数。请把该列设为文本格式，再从原系统重新导出。',
      en: 'A spreadsheet keeps only 15 digits of a number, so 3.001E+18 or zeros at the end stand for digits that are gone. Format the column as text and export again from the source.',
    },
  },
  'unreadable-text': {
    reason: { zh: '文字已损坏', en: 'Damaged text' },
    help: { zh: '有字符已损坏，请把文件另存为 UTF-8 后重新导入。', en: 'Some characters are damaged. Export the file as UTF-8 again.' },
  },
  'unknown-status': {
    reason: { zh: '订单状态无法识别', en: 'Unknown order status' },
    help: {
      zh: '请使用“已付款”“已取消”“已退款”等常见状态，或 paid、cancelled、refunded。',
      en: 'Use a usual word such as paid, cancelled or refunded.',
    },
  },
  'contradictory-total': {
    reason: { zh: '订单金额与明细不符', en: 'Total contradicts the lines' },
    help: {
      zh: 'orderTotal 或 subtotal 与各行金额对不上，计入运费和税费后也不符，请核对。',
      en: 'orderTotal or subtotal is not what the lines cost, with or without shipping and tax: check them.',
    },
  },
  'contradictory-status': {
    reason: { zh: '状态与日期矛盾', en: 'Status contradicts the dates' },
    help: {
      zh: '状态和日期说法不一致：已终止的合约要有终止日期，生效中的合约终止日期不能在过去。请更正其中一个。',
      en: 'The status and the dates disagree: a subscription that ended needs the date, and one that runs has no end in the past. Correct one of them.',
    },
  },
  'quality-rule': {
    reason: { zh: '不符合质量规则', en: 'Breaks a quality rule' },
    help: {
      zh: '这一行不符合质量规则，规则名称见说明。请更正内容；如果规则本身不合适，可在“数据质量”中修改后重试。',
      en: 'The record breaks a quality rule, which the note names. Correct it, or change the rule under Data quality and try again.',
    },
  },
  'shared-identifier': {
    reason: { zh: '标识多人共用或已屏蔽', en: 'Only shared or blocked identifiers' },
    help: {
      zh: '这一行只有多人共用或已屏蔽的标识，无法确定是哪位客户。请补上会员号等本人的标识，或在项目设置中调整标识规则。',
      en: "The row names only values that several people share or that are blocked, so it is nobody's. Add one of the person's own, such as a member number, or change the identity rules in the project settings.",
    },
  },
  'row-of-sync': {
    reason: { zh: '属于同步的表，已另有结果', en: 'Row of a synced table, settled there' },
    help: {
      zh: '这一行来自同步的表：之后已重新读取，并按表中现在的内容计入；或者对应的同步已删除。请在这里忽略它，并在表中更正。',
      en: 'The row is of a synced table. The table was read again since and the row counts as it is there, or its sync was deleted. Dismiss it here and correct it in the table.',
    },
  },
  'store-refused': {
    reason: { zh: '数据库不接受', en: 'Refused by the database' },
    help: {
      zh: '数据库不接受这一行，请检查是否有异常字符或不可能的值。',
      en: "The database doesn't take this row. Check it for odd characters or impossible values.",
    },
  },
  not_an_object: {
    reason: { zh: '不是对象', en: 'Not an object' },
    help: {
      zh: '消息本身及其 properties、traits、context 须为 JSON 对象。',
      en: 'A message, and its properties, traits and context, must be JSON objects.',
    },
  },
  too_deep: {
    reason: { zh: '嵌套过深', en: 'Nested too deep' },
    help: { zh: '属性最多嵌套 64 层，请减少层级。', en: 'Properties nest at most 64 levels: send them flatter.' },
  },
  malformed_text: {
    reason: { zh: '文本损坏', en: 'Broken text' },
    help: {
      zh: '文本含有半个字符（多为被截断的表情符号）或空字符，请按字符截断。',
      en: 'A text holds half of a character (usually an emoji cut in two) or a NUL: cut texts by characters.',
    },
  },
  time_out_of_range: {
    reason: { zh: '时间超出范围', en: 'Time out of range' },
    help: {
      zh: '按设备时钟校正后，时间早于 1970 年、晚于 2200 年或在五年以前，请检查 timestamp 与 sentAt；补传历史数据请在 context 中写 "historical": true。',
      en: 'Once the clock of the device is corrected, the time lies before 1970, after 2200 or more than five years back: check timestamp and sentAt. Mark messages of the past with "historical": true in context.',
    },
  },
  unsafe_number: {
    reason: { zh: '数字已丢失位数', en: 'Number has lost digits' },
    help: {
      zh: '超过 2^53 的数字在传输中丢失了位数，请以文本发送标识。',
      en: 'A number beyond 2^53 lost digits on its way: send ids as text.',
    },
  },
  unreadable_identifier: {
    reason: { zh: '标识无法识别', en: 'Unreadable identifier' },
    help: {
      zh: '标识过长，或不是文本与数字，请检查 userId、anonymousId 与 messageId。',
      en: 'An id is too long, or is no text or number: check userId, anonymousId and messageId.',
    },
  },
  value_too_long: {
    reason: { zh: '内容过长', en: 'Value too long' },
    help: { zh: '名称或标识超过 1000 个字符，请缩短。', en: 'A name or id has more than 1,000 characters: shorten it.' },
  },
  unreadable_amount: {
    reason: { zh: '金额无法识别', en: 'Amount is not a number' },
    help: {
      zh: 'revenue、total 或 price 不是数字，请只写 12.5 这样的数值。',
      en: 'revenue, total or price is not a number: send 12.5 without words.',
    },
  },
  amount_out_of_range: {
    reason: { zh: '金额过大', en: 'Amount too large' },
    help: { zh: '金额的整数部分超过 12 位，请核对。', en: 'The amount has more than 12 digits before the point: check it.' },
  },
  negative_amount: {
    reason: { zh: '金额为负', en: 'Amount below zero' },
    help: {
      zh: '订单中的价格或金额小于零：退款请用 Order Refunded，整单优惠请写在 discount。',
      en: 'A price or an amount of an order is below zero: send what is given back as Order Refunded, and a discount in discount.',
    },
  },
  no_order_id: {
    reason: { zh: '缺少订单号', en: 'No order number' },
    help: {
      zh: '订单更新、取消和退款事件必须在 order_id 中写明订单号。',
      en: 'An update, a cancellation or a refund must say in order_id which order it means.',
    },
  },
  no_order_amount: {
    reason: { zh: '缺少价格', en: 'Price missing' },
    help: {
      zh: '订单中有商品没有价格：请给每件商品写 price，或都不写而给出订单金额。',
      en: 'A product of the order has no price: send price for each, or for none with a total of the order.',
    },
  },
  contradictory_total: {
    reason: { zh: '订单金额与明细不符', en: 'Total contradicts the products' },
    help: {
      zh: '订单金额与商品明细对不上，计入优惠、运费和税费后也不符：请核对 total、subtotal、revenue、discount 与各商品价格。',
      en: 'The total is not what the products cost, with or without discount, shipping and tax: check total, subtotal, revenue, discount and the prices.',
    },
  },
  unreadable_product: {
    reason: { zh: '商品无法识别', en: 'Unreadable product' },
    help: {
      zh: 'products 应为列表，其中每件商品都要有 product_id、sku 或 name。',
      en: 'products must be a list, and each product needs product_id, sku or name.',
    },
  },
  unreadable_quantity: {
    reason: { zh: '数量无法识别', en: 'Unreadable quantity' },
    help: { zh: '商品数量应为大于零的数字。', en: 'The quantity of a product must be a number above zero.' },
  },
  unknown_currency: {
    reason: { zh: '币种无法识别', en: 'Unknown currency' },
    help: {
      zh: '币种应为 CNY、USD 等 ISO 4217 代码，且与金额上的货币符号一致。',
      en: 'The currency must be an ISO 4217 code such as CNY or USD, and the sign of an amount must agree with it.',
    },
  },
  unreadable_message: {
    reason: { zh: '消息无法读取', en: 'Unreadable message' },
    help: { zh: '消息无法读取，请检查各字段。', en: 'The message cannot be read: check its fields.' },
  },
  quality_rule: {
    reason: { zh: '不符合质量规则', en: 'Breaks a quality rule' },
    help: {
      zh: '事件不符合质量规则，规则名称见说明。请在发送端更正；如果规则本身不合适，可在“数据质量”中修改，再到“埋点方案”的“不符合方案”中放回。',
      en: 'The event breaks a quality rule, which the note names. Correct it where it is sent, or change the rule under Data quality and put it back under Tracking plan, Not as planned.',
    },
  },
  store_refused: {
    reason: { zh: '数据库拒绝写入', en: 'Refused by the database' },
    help: { zh: '数据库拒绝写入该消息，请查看其内容。', en: 'The databases refuse this message as it is: look into its content.' },
  },
}
