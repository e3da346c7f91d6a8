import { AppError } from '#kernel/app-error.ts'

/** Files that people take for tables: what they begin with, and the words for them. */
const KINDS: readonly { readonly begins: readonly string[]; readonly refusal: (name: string) => AppError }[] = [
  {
    begins: ['25504446'],
    refusal: (name) => otherKind('pdf-file', `${name} is a PDF: export the data as CSV or .xlsx from where it was printed.`, name),
  },
  {
    begins: ['89504e47', 'ffd8ff', '47494638', '424d', '49492a00', '4d4d002a'],
    refusal: (name) => otherKind('picture-file', `${name} is a picture: export the data as CSV or .xlsx.`, name),
  },
  {
    begins: ['377abcaf271c', '526172211a07', '425a68', 'fd377a585a00', '28b52ffd', '04224d18'],
    refusal: (name) => otherKind('other-archive', `${name} is an archive: unpack it and import the CSV or .xlsx file inside.`, name),
  },
  {
    begins: ['53514c69746520666f726d6174'],
    refusal: (name) => otherKind('not-a-table', `${name} is a database: export the table as CSV.`, name),
  },
  {
    begins: ['50415245'],
    refusal: (name) =>
      otherKind('parquet-encrypted', `${name} is encrypted: write it without encryption, or as CSV, and import that.`, name),
  },
]
const OLE = 'd0cf11e0'
const SPREADSHEET_XML = 'urn:schemas-microsoft-com:office:spreadsheet'

/** Refuses a file that is no table by its first bytes, whatever its name says. @throws AppError. */
export function refuseOtherKinds(head: Buffer, name: string): void {
  const hex = head.toString('hex', 0, 16)
  for (const { begins, refusal } of KINDS)
    if (begins.some((start) => hex.startsWith(start) && (start !== '424d' || isBitmap(head)))) throw refusal(name)
  if (hex.startsWith(OLE)) throw olderWorkbook(head, name)
  if (head.toString('latin1', 257, 262) === 'ustar')
    throw otherKind('other-archive', `${name} is an archive: unpack it and import the CSV or .xlsx file inside.`, name)
  const text = head
    .toString('latin1')
    .replaceAll('\u0000', '')
    .replace(/^[^\u0021-\u007E]{0,8}/, '')
    .trimStart()
  if (text.includes(SPREADSHEET_XML) && text.startsWith('<'))
    throw otherKind('excel-xml', `${name} is an Excel 2003 XML file: open it in Excel, save it as .xlsx or CSV, and import that.`, name)
  if (
    /^[^<]{0,8}<(?:!doctype\s+html|html|head|body|table|meta|div|style|script)[\s>]/i.test(text) ||
    (text.startsWith('<?xml') && /<html/i.test(text))
  )
    throw otherKind(
      'web-page',
      `${name} is a web page, whatever its ending says: open it in Excel, save it as .xlsx or CSV, and import that.`,
      name,
    )
  if (/^<\?xml[\s>]/i.test(text)) throw otherKind('not-a-table', `${name} is an XML file: export the data as CSV or .xlsx.`, name)
  if (/^\[\s*[[\]]/.test(text) || /^\{\s*[\r\n]/.test(text))
    throw otherKind(
      'json-document',
      `${name} is one JSON document: save it with one object per line (NDJSON), or as CSV, and import that.`,
      name,
    )
}

/** A bitmap says its length behind its two letters; a text that begins with BM does not. */
function isBitmap(head: Buffer): boolean {
  return head.length > 14 && head.readUInt32LE(6) === 0 && head.readUInt32LE(14) <= 124
}

/** Excel before 2007, or any workbook under a password: both are of an older kind of container. */
function olderWorkbook(head: Buffer, name: string): AppError {
  if (head.includes(Buffer.from('EncryptedPackage', 'utf16le')))
    return otherKind(
      'protected-file',
      `${name} is protected by a password: open it, save it as .xlsx or CSV without one, and import that.`,
      name,
    )
  return otherKind('old-excel', `${name} is an old Excel file (.xls): open it, save it as .xlsx or CSV, and import that.`, name)
}

const TABLES = /\.(?:csv|tsv|txt|xlsx|ndjson|jsonl|parquet)(?:\.gz)?$/i
const NAMED = 5

/** What a zip archive is that holds no workbook of Excel, by the names of its parts. */
export function otherArchive(parts: readonly string[], name: string): AppError {
  if (parts.some((part) => part.endsWith('.iwa')))
    return otherKind('numbers-file', `${name} is a Numbers file: choose File > Export to > CSV or Excel in Numbers, and import that.`, name)
  if (parts.some((part) => part.endsWith('workbook.bin')))
    return otherKind(
      'binary-workbook',
      `${name} is a binary workbook (.xlsb): open it in Excel, save it as .xlsx or CSV, and import that.`,
      name,
    )
  if (parts.includes('content.xml') && parts.includes('META-INF/manifest.xml'))
    return otherKind('open-document', `${name} is an OpenDocument file: save it as .xlsx or CSV, and import that.`, name)
  const files = parts.filter((part) => !part.endsWith('/') && !/(?:^|\/)(?:__MACOSX|\._|\.DS_Store)/.test(part))
  const tables = files.filter((part) => TABLES.test(part))
  const [only] = tables
  if (only !== undefined && tables.length === 1)
    return new AppError('invalid-input', 'archive-of-one', `${name} is an archive: unpack it and import the file ${only} inside.`, {
      details: { file: name, inside: only },
    })
  if (tables.length > 1) {
    const inside = tables.slice(0, NAMED).join(', ') + (tables.length > NAMED ? ' …' : '')
    return new AppError(
      'invalid-input',
      'archive-of-many',
      `${name} is an archive of ${tables.length} tables: unpack it and import them one by one (${inside}).`,
      { details: { file: name, inside, count: tables.length } },
    )
  }
  return otherKind(
    'not-a-workbook',
    `${name} is an archive without an Excel workbook: unpack it, or save the table as .xlsx or CSV, and import that.`,
    name,
  )
}

function otherKind(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
