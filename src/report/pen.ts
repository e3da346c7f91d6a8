import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'

export type ReportLanguage = TextLanguage

/** Writes words, numbers, money and dates in one language. */
export interface Pen {
  readonly language: ReportLanguage
  /** The text of this pen's language. */
  say(zh: string, en: string): string
  text(text: BilingualText): string
  number(value: number, digits?: number): string
  /** `value` in [0, 1]. */
  percent(value: number, digits?: number): string
  /** Whole units, small amounts with decimals; `shortMoney` (1.2m, 120万) where it must fit a chart. */
  money(value: number): string
  shortMoney(value: number): string
  /** To the cent, in that currency or none; a currency other than the report's is marked by its symbol. */
  moneyIn(value: number, currency: string): string
  shortNumber(value: number): string
  date(value: Date): string
  /** `2011-03` as people say it. */
  month(month: string): string
  /** English plural: `count(1, 'customer', 'customers')`. */
  count(value: number, one: string, many: string): string
}

/** A pen of a language. An unknown or impossible currency writes plain numbers. */
export function createPen(language: ReportLanguage, currency: string, timeZone: string): Pen {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat => new Intl.NumberFormat(locale, options)
  const unitOf = (code: string): Intl.NumberFormatOptions =>
    /^[A-Z]{3}$/.test(code) ? { style: 'currency', currency: code, currencyDisplay: code === currency ? 'narrowSymbol' : 'symbol' } : {}
  const unit = unitOf(currency)
  const short: Intl.NumberFormatOptions = { notation: 'compact', maximumSignificantDigits: 3 }
  const money = format({ ...unit, maximumFractionDigits: 0, minimumFractionDigits: 0 })
  const exactMoney = format({ ...unit, maximumFractionDigits: 2, minimumFractionDigits: 2 })
  const shortMoney = format({ ...unit, ...short })
  const shortNumber = format(short)
  const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: language === 'zh' ? 'long' : 'medium' })
  const monthName = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'short' })
  return {
    language,
    say: (zh, en) => (language === 'zh' ? zh : en),
    text: (text) => text[language],
    number: (value, digits = 0) => format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    percent: (value, digits = 0) =>
      format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    money: (value) => (Math.abs(value) >= 10 || value === 0 ? money : exactMoney).format(value),
    shortMoney: (value) => shortMoney.format(value),
    moneyIn: (value, code) => format(code === '' ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : unitOf(code)).format(value),
    shortNumber: (value) => shortNumber.format(value),
    date: (value) => date.format(value),
    month: (value) =>
      language === 'zh'
        ? `${value.slice(0, 4)}年${Number(value.slice(5))}月`
        : `${monthName.format(new Date(`${value}-01T00:00:00Z`))} ’${value.slice(2, 4)}`,
    count: (value, one, many) => `${format({}).format(value)} ${value === 1 ? one : many}`,
  }
}
