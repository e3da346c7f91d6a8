import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lexSql, quoteSqlIdentifier, quoteSqlString, SqlLexError } from './sql-lexer.ts'

describe('lexSql', () => {
  it.each([
    ["SELECT 'a''b', 'c\\'d' FROM `x``y`", ['SELECT', ' ', "'a''b'", ',', ' ', "'c\\'d'", ' ', 'FROM', ' ', '`x``y`']],
    ['1e-3+a.b', ['1e-3', '+', 'a', '.', 'b']],
    ['0xe-file(1)', ['0xe', '-', 'file', '(', '1', ')']],
    ['a--b\nc', ['a', '--b', '\n', 'c']],
    ['/* a /* b */ c', ['/* a /* b */', ' ', 'c']],
    ["$tag$ ' -- $tag$x", ["$tag$ ' -- $tag$", 'x']],
    ["{ v : Enum8('a}' = 1) }", ["{ v : Enum8('a}' = 1) }"]],
    ["{'k': 1}", ['{', "'k'", ':', ' ', '1', '}']],
  ])('splits %j as the engine does', (sql, expected) => {
    expect(lexSql(sql).map((token) => token.text)).toEqual(expected)
  })

  it('reads the name and the type of a parameter', () => {
    expect(lexSql('{ids:Array(Nullable(UInt8))}')[0]).toMatchObject({ kind: 'parameter', name: 'ids', type: 'Array(Nullable(UInt8))' })
  })

  it.each(["'open", '`open', '"open', '/* open', 'a \u2018x\u2019', 'a\u0000b'])('refuses %j', (sql) => {
    expect(() => lexSql(sql)).toThrow(SqlLexError)
  })

  it('loses nothing: the tokens add up to the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(isLexable(text))
        const tokens = lexSql(text)
        expect(tokens.map((token) => token.text).join('')).toBe(text)
      }),
    )
  })

  it('a quoted text is one token whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(lexSql(quoteSqlString(text))).toHaveLength(1)
        expect(lexSql(quoteSqlIdentifier(text))).toHaveLength(1)
      }),
    )
  })
})

function isLexable(text: string): boolean {
  try {
    lexSql(text)
    return true
  } catch {
    return false
  }
}
