import { CUSTOMER_ID_FIELDS, CUSTOMER_NAME, importField, type ImportField } from './import-field.ts'

/**
 * The fields of a file of measures: dated values of customers. Long files have one row a value, with its name in `measure`; wide files have one column a measure, each of them
 * the field `measure:NAME`.
 */
export const MEASURE_FIELDS: readonly ImportField[] = [
  importField(
    'measure',
    '指标名称',
    'Name of the measure, as balance, assets or seats',
    '指标名称 指标 指标项 项目名称 度量 measure measurename metric metricname indicator indicatorname',
    true,
  ),
  importField('value', '数值', 'Value', '数值 指标值 取值 值 value metricvalue measurevalue amount reading', true),
  importField(
    'measuredAt',
    '时间',
    'When it was so',
    '统计日期 统计时间 数据日期 截止日期 截至日期 快照日期 时点 日期 时间 账期 统计月份 数据月份 账单月份 月份 measuredat asof asofdate snapshotdate snapshotat reportdate statdate date time timestamp day month yearmonth statementmonth billingmonth period',
    true,
  ),
  ...CUSTOMER_ID_FIELDS,
  CUSTOMER_NAME,
  importField('unit', '单位', 'Unit, as CNY, GB or seats', '单位 计量单位 unit uom unitofmeasure'),
]

const PREFIX = 'measure:'
/** Most characters of the name of a measure. */
export const MEASURE_NAME_CHARACTERS = 100

/** A column of a wide file: every cell of it is a value of one measure. */
export interface MeasureColumn {
  readonly field: string
  readonly name: string
  /** As its heading gives it in brackets; '' where it gives none. */
  readonly unit: string
}

/** The field of a column of a wide file. */
export function measureField(name: string): string {
  return `${PREFIX}${name}`
}

/** The measure that a field fills; undefined for every other field. */
export function measureOfField(field: string): string | undefined {
  const name = field.startsWith(PREFIX) ? field.slice(PREFIX.length).trim() : ''
  return name === '' ? undefined : name
}

/** The columns of a wide file among what is mapped, by the headings that they are mapped to. */
export function measureColumns(mapping: Readonly<Record<string, string>>): MeasureColumn[] {
  return Object.entries(mapping).flatMap(([field, heading]) => {
    const name = measureOfField(field)
    return name === undefined ? [] : [{ field, name, unit: nameAndUnit(heading).unit }]
  })
}

/** @example nameAndUnit('余额（元）') // { name: '余额', unit: '元' } */
export function nameAndUnit(heading: string): { readonly name: string; readonly unit: string } {
  const text = heading.normalize('NFKC').trim()
  const closing = text.at(-1)
  const opening = closing === ')' ? '(' : closing === ']' ? '[' : closing === '】' ? '【' : ''
  const at = opening === '' ? -1 : text.lastIndexOf(opening)
  if (at <= 0) return { name: text, unit: '' }
  return { name: text.slice(0, at).trimEnd(), unit: text.slice(at + 1, -1).trim() }
}

const KNOWN_HAN =
  /余额|资产|净值|市值|存款|贷款|负债|欠款|授信|额度|用量|流量|时长|通话|席位|坐席|座席|授权数|许可数|账号数|用户数|设备数|积分|活跃度|存储|调用次数|登录次数/
const KNOWN_WORDS =
  /(?:^|[^a-z])(?:balance|assets?|aum|net ?worth|deposits?|loans?|debt|credit ?limit|quota|usage|used|seats?|licen[cs]es?|active ?users|users|devices|points|storage|minutes|calls|logins|mrr|arr)(?:$|[^a-z])/

/** Whether a heading is known to name a measure. */
export function namesMeasure(heading: string): boolean {
  const name = spaced(nameAndUnit(heading).name)
  return KNOWN_HAN.test(name) || KNOWN_WORDS.test(name)
}

const NO_MEASURE_HAN = /编号|编码|序号|行号|工号|号$|号码|代码|电话|邮编|年龄|年份|月份|年度|季度|经度|纬度|备注/
const NO_MEASURE_WORDS =
  /(?:^|[^a-z])(?:id|no|number|code|index|row|key|zip|postcode|year|month|quarter|week|age|phone|mobile|latitude|longitude|lat|lng|lon|version)(?:$|[^a-z])/

/** Whether a heading names what is a number and no value of the customer: a code, a year, an age. */
export function namesNoMeasure(heading: string): boolean {
  const name = spaced(nameAndUnit(heading).name)
  return name === '' || name === '#' || NO_MEASURE_HAN.test(name) || NO_MEASURE_WORDS.test(name)
}

function spaced(heading: string): string {
  return heading
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
}
