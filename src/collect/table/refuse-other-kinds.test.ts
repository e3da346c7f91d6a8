import { describe, expect, it } from 'vitest'
import { otherArchive, refuseOtherKinds } from './refuse-other-kinds.ts'

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex')

describe('a file that is not what its name says', () => {
  it.each<readonly [string, Buffer | string]>([
    ['pdf-file', '%PDF-1.7\n1 0 obj'],
    ['picture-file', Buffer.from('89504e470d0a1a0a0000000d', 'hex')],
    ['picture-file', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['old-excel', Buffer.concat([OLE, Buffer.alloc(600)])],
    ['protected-file', Buffer.concat([OLE, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')])],
    ['web-page', '<html><table><tr><td>1</td></tr></table>'],
    ['web-page', '\uFEFF\n<!DOCTYPE html><table>'],
    ['web-page', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">'],
    [
      'excel-xml',
      '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    ],
    ['not-a-table', '<?xml version="1.0"?><orders><order/></orders>'],
    ['json-document', '[]'],
    ['json-document', '[\n  [1, 2],'],
    ['json-document', '{\n  "orders": [\n'],
    ['other-archive', Buffer.from('377abcaf271c0004', 'hex')],
    ['other-archive', Buffer.from('Rar!\u001a\u0007\u0001', 'latin1')],
  ])('%s', (code, head) => {
    let found: unknown
    try {
      refuseOtherKinds(Buffer.from(head), 'orders.csv')
    } catch (error) {
      found = error
    }
    expect(found).toMatchObject({ code, details: { file: 'orders.csv' } })
  })

  it.each(['a,b\n1,2\n', '{"id":1}\n{"id":2}\n', 'BM,Title\n1,2\n', '"[x]",b\n', '#导出\n', '订单号,金额\n', '[id],[amount]\n1,2\n'])(
    '%j is a table',
    (text) => {
      expect(() => refuseOtherKinds(Buffer.from(text), 'a.csv')).not.toThrow()
    },
  )

  it.each([
    ['numbers-file', ['Index/Document.iwa', 'preview.jpg']],
    ['binary-workbook', ['xl/workbook.bin']],
    ['open-document', ['content.xml', 'META-INF/manifest.xml', 'mimetype']],
    ['archive-of-one', ['__MACOSX/._orders.csv', 'export/', 'export/orders.csv', 'readme.md']],
    ['archive-of-many', ['a.csv', 'b.csv']],
    ['not-a-workbook', ['a.png']],
  ])('an archive is %s', (code, parts) => {
    expect(otherArchive(parts, 'orders.zip')).toMatchObject({ code })
  })

  it('names the one table inside an archive', () => {
    expect(otherArchive(['x/orders.csv', 'x/readme.md'], 'orders.zip').message).toBe(
      'orders.zip is an archive: unpack it and import the file x/orders.csv inside.',
    )
  })
})
