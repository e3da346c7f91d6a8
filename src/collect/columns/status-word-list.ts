import type { StatusClass } from './status-class.ts'

/**
 * The meaning of status words in any column, folded by `foldStatus`: lower case, no punctuation, Chinese without blanks. Only words that every shop
 * uses with the same meaning: "closed", "open", "confirmed" and 待处理 differ between shops, so the owner is asked.
 */
export const STATUS_WORDS: Readonly<Record<StatusClass, string>> = {
  paid: `
    paid|payment|completed|complete|processing|processed|shipped|partially shipped|delivered|dispatched|fulfilled|unfulfilled|partially fulfilled|not fulfilled
    captured|succeeded|success|successful|settled|payment accepted|remote payment accepted|processing in progress|preparation in progress|on backorder paid
    awaiting fulfillment|awaiting fulfilment|awaiting shipment|awaiting pickup|ready for pickup|ready to ship|in transit|out for delivery|unshipped|shipping
    delivered to buyer|shipped delivered to buyer|picked up|shipped picked up|shipped out for delivery|waiting for pick up|partially paid|partially invoiced|invoiced
    refund rejected|refund declined|refund denied|refund cancelled|refund canceled|refund closed|refund failed|no refund|not refunded|return rejected|return cancelled
    交易成功|交易完成|已完成|完成|订单完成|订单已完成|成功|成交|已成交|已支付|支付成功|已付款|付款成功|买家已付款|买家已付款等待卖家发货|待发货|等待发货|等待卖家发货|未发货
    等待出库|待出库|已出库|备货中|待备货|配货中|待配货|拣货中|打包中|部分发货|卖家部分发货|已部分发货|已发货|卖家已发货|卖家已发货等待买家确认|卖家已发货等待买家确认收货
    等待买家确认|等待买家确认收货|等待确认收货|等待收货|待收货|待签收|待确认收货|已签收|签收|已收货|确认收货|已确认收货|买家已收货|运输中|配送中|派送中|已揽收|已送达|已妥投|配送完成
    待取货|待自提|已自提|待提货|已提货|待核销|已核销|已使用|待使用|待评价|已评价|已结算|已接单|商家已接单|制作中|处理中|正在处理
    正常|有效|生效|已生效|已缴费|已缴|缴费成功|已报名|报名成功|已收款|已结账|已结帐|已结清|已入住|在住|已离店|已出票|已完结|完结
    没有申请退款|未申请退款|无退款|未退款|没有退款|退款关闭|退款已关闭|退款申请关闭|退款失败|退款取消|退款已取消|取消退款|撤销退款|退款撤销|已撤销退款|拒绝退款|已拒绝退款
    卖家拒绝退款|商家拒绝退款|退款被拒绝|退款拒绝|退款驳回|退款已驳回|退货关闭|退货退款关闭|无售后|未发起售后|无售后或售后取消|售后取消|售后已取消|取消售后|售后关闭|售后已关闭|售后拒绝|售后驳回|售后失败|拒绝售后
    bezahlt|versandt|versendet|abgeschlossen|fertiggestellt|in bearbeitung|geliefert|zugestellt|zahlung eingegangen|zahlung akzeptiert
    payé|payée|terminé|terminée|expédié|expédiée|livré|livrée|en cours de préparation|paiement accepté|paiement à distance accepté
    pagado|pagada|completado|completada|procesando|enviado|enviada|entregado|entregada|pago aceptado|preparación en curso
    pagato|completato|in lavorazione|spedito|consegnato|pagamento accettato|preparazione in corso|pago|concluído|processando|entregue|pagamento aceito
    zrealizowane|zrealizowana|opłacone|opłacona|wysłane|dostarczone|zakończone|w realizacji|выполнен|выполнено|выполнена|оплачен|оплачено|доставлен|доставлено|отправлен|завершён|завершен|получен
    teslim edildi|tamamlandı|ödendi|kargoya verildi|kargolandı|betaald|voltooid|verzonden|geleverd|afgerond|in behandeling genomen
    支払い済み|支払済み|支払い済|支払済|決済済み|入金済み|入金済|発送済み|発送済|出荷済み|出荷済|配達済み|配送済み|完了|処理中|未発送|発送待ち
    결제완료|배송중|배송완료|배송준비중|구매확정`,
  unpaid: `
    unpaid|not paid|pending|pending payment|payment pending|awaiting payment|waiting for payment|on hold|onhold|authorized|authorised|checkout draft|draft|payment review|expired
    incomplete|manual verification required|requires action|requires payment method|requires confirmation|requires capture|uncaptured|abandoned|pending waiting for pick up
    awaiting bank wire payment|awaiting bank wire|awaiting check payment|awaiting cheque payment|awaiting check|awaiting cash on delivery validation|awaiting cash on delivery
    on backorder not paid|authorized to be captured by merchant
    未付款|待付款|等待付款|等待买家付款|等待用户付款|未支付|待支付|等待支付|等待付款确认|付款确认中|支付中|保留|未缴费|待缴费|未缴|待缴|欠费|未收款|待收款
    ausstehend|zahlung ausstehend|unbezahlt|offen zahlung ausstehend|in wartestellung|wartend|en attente|en attente de paiement|attente paiement|impayé|impayée|non payé
    en attente du paiement par chèque|en attente de virement bancaire|pendiente|pendiente de pago|en espera|sin pagar|in attesa|in attesa di pagamento|non pagato|aguardando|pagamento pendente|aguardando pagamento
    nieopłacone|oczekuje na płatność|oczekujące|не оплачен|ожидает оплаты|ödeme bekleniyor|onbetaald|wacht op betaling
    未払い|未払|支払い待ち|支払待ち|入金待ち|未入金|保留中|입금대기|결제대기`,
  cancelled: `
    cancelled|canceled|voided|void|failed|declined|denied|payment error|payment failed|order cancelled|order canceled|cancelled by customer|canceled by customer|cancelled by seller|deleted|revoked
    已取消|取消|订单取消|订单已取消|取消订单|买家取消|买家已取消|用户取消|卖家取消|系统取消|商家取消|超时取消|超时关闭|超时未支付|已撤销|已作废|作废|已关闭|关闭|交易关闭|交易已关闭|订单关闭|订单已关闭
    已失效|已过期|支付失败|付款失败|交易失败|失败|拒单|已拒单|商家拒单|撤单|已撤单|废单|被合并|被拆分
    storniert|abgebrochen|fehlgeschlagen|annulé|annulée|échoué|échouée|erreur de paiement|cancelado|cancelada|anulado|fallido|error en pago|annullato|fallito|malsucedido
    anulowane|anulowana|отменен|отменён|отменено|iptal|iptal edildi|geannuleerd
    キャンセル|キャンセル済み|キャンセル済|取消済み|취소|취소완료|주문취소`,
  refunded: `
    refunded|refund|fully refunded|full refund|returned|return|returned and refunded|refund completed|refund successful|refund succeeded|return completed|chargeback|charged back
    returned to seller|shipped returned to seller|rejected by buyer|shipped rejected by buyer|lost in transit|shipped lost in transit|damaged|shipped damaged
    已退款|退款成功|退款完成|退款已完成|全部退款|全额退款|已全额退款|已全部退款|整单退款|仅退款成功|退货退款成功|退款退货成功|退货成功|退货完成|已退货|已退货退款|退货退款|退款|退货|已退单|退单|售后完成|售后成功|售后已完成|退费|已退费|退费成功|退课|已退课|退票|已退票|退保|已退保
    zwrócone|zwrot|возврат|возвращен|возвращён|iade edildi|iade|terugbetaald|geretourneerd
    erstattet|rückerstattet|zurückerstattet|vollständig erstattet|remboursé|remboursée|reembolsado|reembolsada|rimborsato|返金済み|返金済|返品済み|환불|환불완료|반품완료`,
  'part-refunded': `
    partially refunded|partial refund|part refunded|partly refunded|partial refunds|partially returned
    部分退款|部分退款成功|已部分退款|部分退货|部分退货退款|部分退|部分售后|部分退费|部分退课
    teilweise erstattet|teilweise rückerstattet|teilerstattet|partiellement remboursé|partiellement remboursée|remboursement partiel|parcialmente reembolsado|reembolso parcial|parzialmente rimborsato|rimborso parziale
    一部返金|一部返金済み|부분환불`,
  'refund-pending': `
    refund requested|refund pending|pending refund|refunding|refund in progress|refund processing|return requested|return in progress|returning|returning to seller|shipped returning to seller|awaiting refund|disputed|dispute|in dispute
    退款中|退款申请中|申请退款|申请退款中|已申请退款|退款处理中|退款待处理|退款审核中|待退款|等待退款|买家申请退款|买家已申请退款|买家已经申请退款|买家已经申请退款等待卖家同意|等待卖家同意|等待卖家同意退款
    同意退款|已同意退款|卖家同意退款|卖家已经同意退款|卖家已经同意退款等待买家退货|等待买家退货|待买家退货|买家已退货|买家已经退货|买家已经退货等待卖家确认收货|等待卖家确认收货|待商家处理|待商家收货
    退货中|退货退款中|退货申请中|申请退货|售后中|售后处理中|售后待处理|售后申请中|待售后|已发起售后|维权中|纠纷中|锁定|已锁定|返金処理中|返金申請中|환불요청|반품요청`,
  exchanged: `
    exchanged|exchange|exchange completed|exchange in progress|exchange requested|换货|已换货|换货中|换货成功|换货完成|申请换货|交換|交換済み|교환|교환완료`,
}

/** Words of a refund column that mean something else in an order status. */
export const REFUND_WORDS: Readonly<Partial<Record<StatusClass, string>>> = {
  paid: `
    none|no|n a|na|false|0|null|cancelled|canceled|closed|rejected|declined|denied|failed|withdrawn
    无|否|没有|未申请|未售后|关闭|已关闭|取消|已取消|撤销|已撤销|拒绝|已拒绝|驳回|已驳回|失败|正常|暂无售后`,
  refunded: `
    yes|true|1|completed|complete|success|succeeded|successful|settled|refunded in full|是|成功|完成|已完成|已退|已退还|全部`,
  'part-refunded': `partial|partially|部分`,
  'refund-pending': `
    pending|requested|open|approved|accepted|processing|in progress|in review|awaiting|on hold
    处理中|待处理|进行中|审核中|待审核|已同意|同意|申请中|待确认|已受理`,
}
