import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lexSql } from './sql-lexer.ts'
import { bindParameters, unescapeTsv } from './sql-parameters.ts'

const bind = (sql: string, value: string): string => bindParameters(lexSql(sql), new Map([['v', value]]))

describe('bindParameters', () => {
  it.each([
    ['{v:String}', "o\\'x", "'o\\'x'"],
    ['{v:UInt8}', '7', "_CAST('7', 'UInt8')"],
    ['{v:Nullable(UInt8)}', '\\N', "_CAST(NULL, 'Nullable(UInt8)')"],
    ['{v:Identifier}', 'a`b', '`a\\`b`'],
    ['{v:Array(String)}', "['o\\'x']", "_CAST('[\\'o\\\\\\'x\\']', 'Array(String)')"],
    ['{v:Date}', '1700000000', "_CAST(toDateTime64('1700000000', 3, 'UTC'), 'Date')"],
    ['{v:Map(String, UInt8)}', "{'a:}':1}", "_CAST(map('a:}',1), 'Map(String, UInt8)')"],
    ["'{v:String}' /* {v:String} */", 'x', "'{v:String}' /* {v:String} */"],
  ])('%s with %j becomes %s', (sql, value, expected) => {
    expect(bind(sql, value)).toBe(expected)
  })

  it('refuses NULL for a type that has none, an absent value and a map that is no literal', () => {
    expect(() => bind('{v:String}', '\\N')).toThrow(/not Nullable/)
    expect(() => bindParameters(lexSql('{w:String}'), new Map())).toThrow(/`w` is not set/)
    expect(() => bind('{v:Map(String, UInt8)}', "{'a':(SELECT 1)}")).toThrow(/cannot be parsed/)
  })

  it('no text leaves the literal that it becomes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = text.replaceAll('\\', '\\\\')
        expect(unescapeTsv(escaped)).toBe(text)
        expect(lexSql(bind('{v:String}', escaped))).toHaveLength(1)
        expect(lexSql(bind('{v:Identifier}', escaped))).toHaveLength(1)
      }),
    )
  })
})
