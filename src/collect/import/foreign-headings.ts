/** Headings of shops that write neither Chinese of the mainland nor English, by field: traditional Chinese, Japanese, Korean, German, French, Spanish, Portuguese, Italian. */
export const FOREIGN_HEADINGS: Readonly<Record<string, string>> = {
  orderId:
    '訂單編號 訂單號 訂單號碼 交易編號 注文番号 注文id 受注番号 주문번호 bestellnummer bestellnr auftragsnummer rechnungsnummer numérodecommande commande numerocommande númerodepedido numerodepedido pedido númerodopedido numeroordine ordine numerodordine',
  orderedAt:
    '下單時間 訂單日期 訂單時間 交易日期 購買日期 注文日 注文日時 購入日 購入日時 受注日 주문일 주문일시 bestelldatum auftragsdatum rechnungsdatum kaufdatum datum datedecommande datecommande dateachat fechadepedido fechadecompra fecha datadopedido datadacompra dataordine dataacquisto data',
  customerId:
    '客戶編號 顧客編號 客戶 買家 顧客番号 顧客id 顧客コード 고객번호 고객id kundennummer kundennr kundenid kunde numéroclient numeroclient idclient client númerodecliente idcliente cliente codicecliente',
  memberNumber: '會員編號 會員號 會員卡號 会員番号 会員id 회원번호 mitgliedsnummer kartennummer',
  phone:
    '手機 手機號碼 電話 電話號碼 電話番号 携帯電話 전화번호 휴대폰 telefon telefonnummer handynummer téléphone telephone teléfono telefono celular cellulare',
  email: '電子郵件 電郵 メールアドレス メール 이메일 emailadresse courriel correo correoelectrónico',
  customerName: '客戶姓名 顧客姓名 姓名 氏名 顧客名 お名前 고객명 kundenname nomduclient nombredelcliente nomecliente',
  productId:
    '商品編號 商品編碼 貨號 商品コード 商品番号 品番 상품코드 artikelnummer artikelnr référence reference códigodeproducto codiceprodotto',
  productName:
    '商品名稱 商品 品名 商品名 상품명 artikel produkt produktname bezeichnung produit article libellé producto descripción produto prodotto articolo descrizione',
  category: '分類 類別 カテゴリ カテゴリー 카테고리 kategorie warengruppe catégorie categoría categoria',
  quantity: '數量 件數 数量 個数 注文数 수량 menge anzahl stückzahl quantité cantidad quantidade quantità',
  unitPrice:
    '單價 售價 価格 単価 販売価格 단가 einzelpreis stückpreis preis prixunitaire prix preciounitario precio preçounitário preço prezzounitario prezzo',
  amount: '金額 小計 消費金額 금액 betrag gesamtpreis zeilensumme positionssumme montant montantttc importe valor importo valore',
  paidAmount: '實付金額 付款金額 支払金額 お支払い金額 결제금액 bezahlt zahlbetrag montantpayé importepagado valorpago importopagato',
  orderTotal:
    '總金額 總計 合計 訂單金額 合計金額 注文合計 총금액 gesamtbetrag gesamtsumme summe bestellwert totalcommande totaldelpedido totaldopedido totaleordine totale',
  orderDiscount: '折扣 優惠金額 値引き 割引 割引額 할인 rabatt remise descuento desconto sconto',
  refundAmount: '退款金額 返金額 환불금액 erstattung erstattungsbetrag remboursement reembolso rimborso',
  shipping: '運費 送料 배송비 versandkosten versand fraisdeport livraison envío gastosdeenvío frete spedizione',
  tax: '稅額 消費税 税額 부가세 mwst steuer tva iva imposto imposta',
  status: '訂單狀態 狀態 ステータス 注文ステータス 注文状況 주문상태 bestellstatus statut étatdelacommande estado estadodelpedido stato',
  currency: '幣別 幣種 通貨 통화 währung devise moneda moeda valuta',
  paymentMethod: '付款方式 支払方法 결제수단 zahlungsart zahlungsmethode moyendepaiement formadepago formadepagamento metododipagamento',
  storeId: '門市 店鋪 店舗 店舗名 매장 filiale magasin tienda loja negozio',
  country: '國家 国 국가 land pays país paese',
}
