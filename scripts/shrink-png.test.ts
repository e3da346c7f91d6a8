import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { shrinkPng } from './shrink-png.ts'

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const out = Buffer.alloc(8)
  out.writeUInt32BE(data.length, 0)
  out.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)])
}

/** A PNG of 8-bit RGB whose rows come with their filter byte. */
function rgbPng(width: number, rows: readonly (readonly number[])[]): Buffer {
  const head = Buffer.from([0, 0, 0, width, 0, 0, 0, rows.length, 8, 2, 0, 0, 0])
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The colours of a palette PNG, row by row. */
function coloursOf(png: Buffer): number[][][] {
  const find = (name: string): Buffer => {
    const at = png.indexOf(name, 8, 'latin1')
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4))
  }
  const width = png.readUInt32BE(16)
  const table = find('PLTE')
  const data = inflateSync(find('IDAT'))
  return Array.from({ length: png.readUInt32BE(20) }, (_, y) =>
    Array.from({ length: width }, (_, x) => [...table.subarray((data[y * (width + 1) + 1 + x] ?? 0) * 3).subarray(0, 3)]),
  )
}

test('a picture of few colours stays exactly as it was, whatever filters its rows use', () => {
  const first = [10, 20, 30, 200, 100, 50]
  const png = rgbPng(2, [
    [0, ...first],
    [1, 10, 20, 30, 190, 80, 20],
    [2, 0, 0, 0, 0, 0, 0],
    [3, 5, 10, 15, 95, 40, 10],
    [4, 0, 0, 0, 0, 0, 0],
  ])
  const row = [
    [10, 20, 30],
    [200, 100, 50],
  ]
  expect(coloursOf(shrinkPng(png))).toEqual([row, row, row, row, row])
})

test('of more than 256 colours the rare ones become the nearest frequent one', () => {
  const grey = (value: number): number[] => [value, value, value]
  const greys = [0, ...Array.from({ length: 255 }, (_, i) => grey(i)).flat()]
  const rows = [greys, greys, greys]
  rows.push([0, ...Array.from({ length: 253 }, () => grey(7)).flat(), 255, 0, 0, 254, 1, 1])
  const colours = coloursOf(shrinkPng(rgbPng(255, rows)))
  expect(colours[0]?.[100]).toEqual(grey(100))
  expect(colours[3]?.slice(253)).toEqual([
    [254, 1, 1],
    [254, 1, 1],
  ])
})

test('anything else is refused with a sentence', () => {
  const png = rgbPng(1, [[0, 1, 2, 3]])
  png[24] = 16
  expect(() => shrinkPng(png)).toThrow('8-bit')
})
