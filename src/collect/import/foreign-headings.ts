/** Headings in languages other than simplified Chinese and English, by field: traditional Chinese, Japanese, Korean, German, French, Spanish, Portuguese, Italian. */
export const FOREIGN_HEADINGS: Readonly<Record<string, string>> = {
  orderId:
    '訂單編號 訂單號 訂單號碼 交易編號 注文番号 注文id 受注番号 주문번호 bestellnummer bestellnr auftragsnummer rechnungsnummer numérodecommande commande numerocommande númerodepedido numerodepedido pedido númerodopedido numeroordine ordine numerodordine 주문 auftrag bestellung belegnummer belegnr bonnr bonnummer rechnungsnr rechnung vertriebsbeleg verkbeleg verkaufsbeleg auftragsnr nºpedido numéro numérofacture facture nopedido nordine ordernummer bestelnummer factuurnummer numerzamówienia nrzamówienia zamówienie номерзаказа заказ заказ№ siparişno siparişnumarası sipariş ordrenummer tilausnumero číslo objednávka číslobjednávky rendelésszám หมายเลขคำสั่งซื้อ',
  orderedAt:
    '下單時間 訂單日期 訂單時間 交易日期 購買日期 注文日 注文日時 購入日 購入日時 受注日 주문일 주문일시 bestelldatum auftragsdatum rechnungsdatum kaufdatum datum datedecommande datecommande dateachat fechadepedido fechadecompra fecha datadopedido datadacompra dataordine dataacquisto data erstelltam angelegtam belegdatum verkaufsdatum creéle crééle datefacture fechapedido fechafactura fechaventa datapedido datavenda datadivendita besteldatum orderdatum datazamówienia datasprzedaży датазаказа дата sipariştarihi tarih orderdato datumobjednávky wystawienia วันที่',
  customerId:
    '客戶編號 顧客編號 客戶 買家 顧客番号 顧客id 顧客コード 고객번호 고객id kundennummer kundennr kundenid kunde numéroclient numeroclient idclient client númerodecliente idcliente cliente codicecliente 구매자id 구매자아이디 구매자 kundenkarte auftraggeber klant klantnummer klantnr idklienta klient nrklienta numerklienta кодклиента клиент idклиента покупатель müşterino müşteri müşterikodu kundnummer codcliente codigocliente códigocliente cpf cpfcnpj cpf/cnpj clientenº codigodocliente ลูกค้า',
  memberNumber: '會員編號 會員號 會員卡號 会員番号 会員id 회원번호 mitgliedsnummer kartennummer',
  phone:
    '手機 手機號碼 電話 電話號碼 電話番号 携帯電話 전화번호 휴대폰 telefon telefonnummer handynummer téléphone telephone teléfono telefono celular cellulare telefoonnummer numertelefonu телефон мобильный',
  email:
    '電子郵件 電郵 メールアドレス メール 이메일 emailadresse courriel correo correoelectrónico adresemail adrese-mail emailfacturation adresseemail correoelectrónicodelcliente e-mailadres почта электроннаяпочта eposta',
  customerName:
    '客戶姓名 顧客姓名 姓名 氏名 顧客名 お名前 고객명 kundenname nomduclient nombredelcliente nomecliente klantnaam imięinazwisko фио имя adsoyad nombre nome',
  productId:
    '商品編號 商品編碼 貨號 商品コード 商品番号 品番 상품코드 artikelnummer artikelnr référence reference códigodeproducto codiceprodotto artikelsku material artikelcode sku',
  productName:
    '商品名稱 商品 品名 商品名 상품명 artikel produkt produktname bezeichnung produit article libellé producto descripción produto prodotto articolo descrizione nazwaproduktu towar товар наименование ürün ürünadı productnaam omschrijving artikelname สินค้า',
  category: '分類 類別 カテゴリ カテゴリー 카테고리 kategorie warengruppe catégorie categoría categoria',
  quantity:
    '數量 件數 数量 個数 注文数 수량 menge anzahl stückzahl quantité cantidad quantidade quantità artikelmenge auftragsmenge aantal ilość liczba количество колво adet miktar qtà qta q.tà qté qte antal จำนวน 개수',
  unitPrice:
    '單價 售價 価格 単価 販売価格 단가 einzelpreis stückpreis preis prixunitaire prix preciounitario precio preçounitário preço prezzounitario prezzo artikelpreis cenajednostkowa cena цена birimfiyat fiyat prijs stuksprijs valorunitário valorunitario preçounit preciounit prezzounit puht 판매가',
  amount:
    '金額 小計 消費金額 금액 betrag gesamtpreis zeilensumme positionssumme montant montantttc importe valor importo valore nettowert umsatz umsatzbrutto umsatznetto bruttobetrag nettobetrag wartość kwota wartośćbrutto kwotabrutto сумма стоимость tutar toplamtutar bedrag totaalbedrag totaleriga totaleline importetotal valortotal montantht ราคารวม',
  paidAmount: '實付金額 付款金額 支払金額 お支払い金額 결제금액 bezahlt zahlbetrag montantpayé importepagado valorpago importopagato',
  orderTotal:
    '總金額 總計 合計 訂單金額 合計金額 注文合計 총금액 gesamtbetrag gesamtsumme summe bestellwert totalcommande totaldelpedido totaldopedido totaleordine totale gesamt totaldelacommande totalcommandettc totalttc importedelpedido totaal ordertotaal razem итого genel toplam geneltoplam ยอดรวม',
  orderDiscount: '折扣 優惠金額 値引き 割引 割引額 할인 rabatt remise descuento desconto sconto rabattbetrag korting rabat скидка indirim',
  refundAmount: '退款金額 返金額 환불금액 erstattung erstattungsbetrag remboursement reembolso rimborso',
  shipping:
    '運費 送料 배송비 versandkosten versand fraisdeport livraison envío gastosdeenvío frete spedizione verzendkosten kosztwysyłki доставка kargo',
  tax: '稅額 消費税 税額 부가세 mwst steuer tva iva imposto imposta steuern btw kdv ндс podatek mehrwertsteuer',
  status:
    '訂單狀態 狀態 ステータス 注文ステータス 注文状況 주문상태 bestellstatus statut étatdelacommande estado estadodelpedido stato zahlungsstatus orderstatus statuszamówienia stanzamówienia статус статусзаказа durum siparişdurumu situação situacao situaçãodopedido étatcommande état etat',
  currency: '幣別 幣種 通貨 통화 währung devise moneda moeda valuta währg waluta валюта parabirimi',
  paymentMethod: '付款方式 支払方法 결제수단 zahlungsart zahlungsmethode moyendepaiement formadepago formadepagamento metododipagamento',
  storeId: '門市 店鋪 店舗 店舗名 매장 filiale magasin tienda loja negozio',
  country: '國家 国 국가 land pays país paese',
  subtotal: 'zwischensumme soustotal sous-total subtotale',
  paidAt: 'bezahltam payéle fechadepago datapagamento',
  ticketId: 'numéro número numero ticketnummer',
  openedAt: 'criadoem crééle creadoel erstelltam',
  closedAt: 'fechadoem ferméle cerradoel geschlossenam',
  topic: 'assunto sujet asunto betreff oggetto',
  satisfaction: 'nota note calificación bewertung',
}
