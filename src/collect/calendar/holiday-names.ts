import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Chinese names of public holidays by their English one. */
const CHINESE: Readonly<Record<string, string>> = {
  "New Year's Day": '元旦',
  'The first day of January': '元旦',
  'Martin Luther King Jr. Day': '马丁·路德·金纪念日',
  "Washington's Birthday": '总统日',
  'Memorial Day': '阵亡将士纪念日',
  Juneteenth: '六月节',
  'Independence Day': '独立日',
  'Labour Day': '劳动节',
  'Columbus Day': '哥伦布日',
  'Veterans Day': '退伍军人节',
  'Thanksgiving Day': '感恩节',
  'Christmas Day': '圣诞节',
  'Good Friday': '耶稣受难日',
  'Easter Monday': '复活节星期一',
  'Early May bank holiday': '五月初银行假日',
  'Spring bank holiday': '春季银行假日',
  'Summer bank holiday': '夏季银行假日',
  'Boxing Day': '节礼日',
  'Ascension Day': '耶稣升天节',
  'Whit Monday': '圣灵降临节星期一',
  'Coming of Age Day': '成人节',
  'Foundation Day': '建国纪念日',
  "Emperor's Birthday": '天皇诞生日',
  'Spring Equinox Day': '春分',
  'Showa Day': '昭和日',
  'Constitution Day': '宪法纪念日',
  'Greenery Day': '绿之日',
  "Children's Day": '儿童节',
  'Marine Day': '海之日',
  'Mountain Day': '山之日',
  'Respect-for-the-Aged Day': '敬老日',
  "Citizens' Holiday": '国民假日',
  'Autumnal Equinox Day': '秋分',
  'Sports Day': '体育日',
  'Culture Day': '文化日',
  'Labor Thanksgiving Day': '勤劳感谢日',
  'Chinese New Year': '农历新年',
  'Hari Raya Puasa': '开斋节',
  'Hari Raya Haji': '哈芝节',
  'Vesak Day': '卫塞节',
  'National Day': '国庆节',
  Deepavali: '屠妖节',
}

/** Where the list that is read has another country's word. */
const OF_COUNTRY: Readonly<Record<string, Readonly<Record<string, BilingualText>>>> = {
  DE: {
    'National Holiday': { zh: '德国统一日', en: 'Day of German Unity' },
    'Boxing Day': { zh: '圣诞节次日', en: 'Second Day of Christmas' },
  },
}

/** The name of a public holiday in both languages; in English alone where no Chinese one is known. `isSubstitute`: a day off for one that fell on a weekend. */
export function holidayName(country: string, english: string, isSubstitute: boolean): BilingualText {
  const plain = english.replace(' (substitute day)', '')
  const name = OF_COUNTRY[country]?.[plain] ?? { zh: CHINESE[plain] ?? plain, en: plain }
  return isSubstitute ? { zh: `${name.zh}补假`, en: `${name.en} (day off in lieu)` } : name
}
