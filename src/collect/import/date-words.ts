/** Month names by their distinguishing letters: English, German, French, Spanish, Italian, Portuguese and Dutch. */
const MONTHS: readonly string[] = [
  'january jan januar jänner janvier janv enero ene gennaio gen janeiro januari',
  'february feb februar février fevrier févr fevr fév fev febrero febbraio fevereiro februari',
  'march mar märz maerz mär mrz mars marzo março marco maart mrt',
  'april apr avril avr abril abr aprile',
  'may mai mayo maggio mag maio mei',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio lug julho',
  'august aug août aout aoû agosto ago augustus',
  'september sep sept septembre septiembre set settembre setembro',
  'october oct oktober okt octobre octubre ottobre ott outubro out',
  'november nov novembre noviembre novembro',
  'december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro',
]

const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((words, month) => words.split(' ').map((word): [string, number] => [word, month + 1])),
)

/** 1 to 12 of a month's name or its first letters, in lower case; undefined for other words. */
export function monthOfWord(word: string): number | undefined {
  return MONTH_OF.get(word)
}

/** Minutes east of Greenwich for unambiguous abbreviations. Ambiguous ones such as CST, IST and BST use the zone of the file. */
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  est: -300,
  edt: -240,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cdt: -300,
  cet: 60,
  cest: 120,
  met: 60,
  mez: 60,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
  hkt: 480,
  sgt: 480,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
  brt: -180,
}

/** Minutes east of Greenwich of `Z`, `UTC`, `+08:00`, `+0800`, `GMT+8`, `PST`; undefined for anything else. */
export function offsetMinutes(text: string): number | undefined {
  const named = ABBREVIATIONS[text]
  if (named !== undefined) return named
  const match = /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  if (minutes > 14 * 60 || Number(match[3] ?? 0) > 59) return undefined
  return match[1] === '-' ? -minutes : minutes
}

/** Zone names that tills and shops write, without additions in brackets: Eastern Time (US & Canada). */
const NAMED_ZONES: Readonly<Record<string, string>> = {
  'eastern time': 'America/New_York',
  'central time': 'America/Chicago',
  'mountain time': 'America/Denver',
  'pacific time': 'America/Los_Angeles',
  'atlantic time': 'America/Halifax',
  newfoundland: 'America/St_Johns',
  'newfoundland time': 'America/St_Johns',
  alaska: 'America/Anchorage',
  'alaska time': 'America/Anchorage',
  hawaii: 'Pacific/Honolulu',
  'hawaii time': 'Pacific/Honolulu',
  arizona: 'America/Phoenix',
  indiana: 'America/Indiana/Indianapolis',
  saskatchewan: 'America/Regina',
  'mexico city': 'America/Mexico_City',
  london: 'Europe/London',
  edinburgh: 'Europe/London',
  dublin: 'Europe/Dublin',
  lisbon: 'Europe/Lisbon',
  paris: 'Europe/Paris',
  berlin: 'Europe/Berlin',
  madrid: 'Europe/Madrid',
  rome: 'Europe/Rome',
  amsterdam: 'Europe/Amsterdam',
  sydney: 'Australia/Sydney',
  melbourne: 'Australia/Melbourne',
  brisbane: 'Australia/Brisbane',
  adelaide: 'Australia/Adelaide',
  perth: 'Australia/Perth',
  darwin: 'Australia/Darwin',
  hobart: 'Australia/Hobart',
  canberra: 'Australia/Sydney',
  auckland: 'Pacific/Auckland',
  tokyo: 'Asia/Tokyo',
  osaka: 'Asia/Tokyo',
  seoul: 'Asia/Seoul',
  beijing: 'Asia/Shanghai',
  'china standard time': 'Asia/Shanghai',
  'hong kong': 'Asia/Hong_Kong',
  taipei: 'Asia/Taipei',
  singapore: 'Asia/Singapore',
}

/** The IANA name of a written-out zone name in lower case; undefined for anything else. */
export function zoneOfWords(text: string): string | undefined {
  if (Object.hasOwn(NAMED_ZONES, text)) return NAMED_ZONES[text]
  // Eastern Standard Time and Eastern Daylight Time belong to the same zone.
  const plain = text.replace(' standard time', ' time').replace(' daylight time', ' time')
  return Object.hasOwn(NAMED_ZONES, plain) ? NAMED_ZONES[plain] : undefined
}
