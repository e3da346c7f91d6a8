import type { ZipContent } from './write-zip.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

export interface WorkbookParts {
  /** What stands between <sheetData> and </sheetData>. */
  readonly rows: Iterable<string>
  /** The whole of sharedStrings.xml. */
  readonly strings?: Iterable<string>
  /** Written before the root element of the sheet. */
  readonly prologue?: string
  /** Written behind the rows: merged cells. */
  readonly afterRows?: string
  /** Further sheets behind the first. */
  readonly sheets?: readonly { readonly name: string; readonly rows: Iterable<string> }[]
  readonly more?: Readonly<Record<string, ZipContent>>
}

/** The entries of a workbook of one sheet, as plain as a workbook can be. Style 1 is a date. */
export function workbookParts({
  rows,
  strings,
  prologue = '',
  afterRows = '',
  sheets = [],
  more = {},
}: WorkbookParts): Record<string, ZipContent> {
  return {
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>${sheets.map(({ name }, i) => `<sheet name="${name}" sheetId="${i + 2}" r:id="rIdS${i + 2}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/>${sheets.map((_, i) => `<Relationship Id="rIdS${i + 2}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 2}.xml"/>`).join('')}${strings === undefined ? '' : `<Relationship Id="rId3" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>`}</Relationships>`,
    'xl/styles.xml': `<?xml version="1.0"?><styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    ...(strings === undefined ? {} : { 'xl/sharedStrings.xml': strings }),
    'xl/worksheets/sheet1.xml': sheet(rows, prologue, afterRows),
    ...Object.fromEntries(sheets.map((one, i) => [`xl/worksheets/sheet${i + 2}.xml`, sheet(one.rows, '', '')])),
    ...more,
  }
}

function* sheet(rows: Iterable<string>, prologue: string, afterRows: string): Generator<string> {
  yield `<?xml version="1.0"?>${prologue}<worksheet xmlns="${MAIN}"><sheetData>`
  yield* rows
  yield `</sheetData>${afterRows}</worksheet>`
}

/** A cell with its text in place. */
export function textCell(reference: string, text: string): string {
  return `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`
}

/** A row of texts from column A on, at most 26 of them. */
export function textRow(number: number, texts: readonly string[]): string {
  return `<row r="${number}">${texts.map((text, i) => textCell(`${String.fromCharCode(65 + i)}${number}`, text)).join('')}</row>`
}
