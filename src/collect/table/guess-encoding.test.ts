import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { guessEncoding } from './guess-encoding.ts'

const TEXTS = {
  gb18030: [
    '订单号,下单时间,手机号,金额',
    '张三,乌龙茶',
    '收货人',
    '买家留言：请尽快发货，谢谢！',
    '深圳市南山区科技园,￥12.50',
    '璀璨珑玥, 1',
    '金珺薏\n樊蓉\n吕钧',
    '陈静\n董磊\n何洁',
    '１２,３',
    '江浩,12.5\n丁佳,8',
    '彭靖\n曹婧妍\n冯烨',
  ],
  big5: ['１２,３', '訂單編號,訂購時間,手機號碼,金額', '王小明,烏龍茶', '收件人', '台北市信義區市府路,請盡快出貨，謝謝！', '陳美玲,已付款'],
  shift_jis: ['注文番号,注文日,電話番号,金額', '山田太郎,ウーロン茶', 'お届け先', '東京都渋谷区,ありがとうございます', 'キャンセル'],
  'euc-kr': [
    '주문번호,주문일시,휴대폰,금액',
    '김민수,우롱차',
    '서울시 강남구 테헤란로',
    '결제완료',
    '배송중',
    '쀍갂 주문자명,홍길동 고객님',
  ],
  'windows-1252': [
    'Müller,Größe',
    'José,España',
    'Café crème,12 €',
    'Åse Sørensen',
    'Zoë’s shop',
    'Preis in €',
    'Señor Muñoz,Coruña',
    'Smørrebrød,Åse',
    'São João,ações',
    'où,déjà vu',
    'Straße 5³',
  ],
  'windows-1250': [
    'Zamówienie;Imię i nazwisko;Kwota',
    'Łukasz Wójcik,Gdańsk,żółty',
    'Číslo objednávky;Jméno zákazníka;Částka',
    'Jiří Dvořák,příští týden',
    'Vásárló neve,Kőszegi Győző,űrlap',
    'Objednávka č. 5,Ľubomír,Žilina',
    'narudžba,košarica,plaćeno',
  ],
  'windows-1254': ['Sipariş No;Müşteri;Ürün;Tutar', 'Ayşe Yılmaz,Işıl', 'İstanbul', 'Oğuz Çağlar'],
  'windows-1251': ['Номер заказа;Дата;Телефон;Сумма', 'Иван Петров,чай', 'ИТОГО', 'Москва, ул. Тверская', 'Отменён', 'Замовлення,Київ'],
  'koi8-r': ['Номер заказа;Дата;Телефон;Сумма', 'Иван Петров,чай зелёный', 'Москва, ул. Тверская', 'ИТОГО ПО ЗАКАЗАМ', 'Отменён'],
} as const

describe('guessEncoding', () => {
  const cases = Object.entries(TEXTS).flatMap(([encoding, texts]) => texts.map((text) => [encoding, text] as const))
  it.each(cases)('%s: %s', (encoding, text) => {
    expect(guessEncoding(iconv.encode(text, encoding))?.encoding).toBe(encoding)
  })

  it('knows nothing in what is no text', () => {
    expect(guessEncoding(Buffer.from([0x61, 0x2c, 0xff, 0xff]))).toBeUndefined()
  })

  it.each([
    ['ko', 'euc-kr', '민서'],
    ['a Chinese name', 'gb18030', '樊麟'],
    ['one name in Cyrillic', 'koi8-r', 'Анна'],
  ])('is not sure of a text as short as %s', (_, encoding, text) => {
    expect(guessEncoding(iconv.encode(text, encoding))?.sure).toBe(false)
  })

  it('is sure of a page of names', () => {
    const names = ['张伟', '王芳', '李娜', '刘洋', '陈静', '杨磊', '赵敏', '黄婷'].join('\n')
    expect(guessEncoding(iconv.encode(names, 'gb18030'))).toEqual({ encoding: 'gb18030', sure: true })
  })
})
