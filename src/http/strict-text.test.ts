import fc from 'fast-check'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { readTexts } from './strict-text.ts'
import { validatorCompiler } from './validation.ts'

const Query = Type.Intersect([
  Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) }),
  Type.Object({
    share: Type.Optional(Type.Number()),
    all: Type.Optional(Type.Boolean()),
    sort: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
    ids: Type.Optional(Type.Array(Type.Integer())),
  }),
])
const compile = (schema: object, httpPart: string) =>
  validatorCompiler({ schema: schema as never, httpPart, method: 'GET', url: '/' }) as (value: unknown) => {
    value?: unknown
    error?: Error
  }
const query = compile(Query, 'querystring')

test.each([
  [{}, { limit: 50 }],
  [
    { limit: '20', share: '-0.5', all: 'false', sort: 'asc', ids: '7' },
    { limit: 20, share: -0.5, all: false, sort: 'asc', ids: [7] },
  ],
  [
    { ids: ['1', '2'], share: '1e-7' },
    { limit: 50, ids: [1, 2], share: 1e-7 },
  ],
])('reads %j', (given, value) => expect(query(given)).toEqual({ value }))

test.each([
  ...['true', 'false', '', ' 1', '1 ', '01', '+1', '1.0', '1e1', '0x10', '１', 'null', 'NaN', '1_0', '1,5', '-0x1', '9'.repeat(400)].map(
    (limit) => ({ limit }),
  ),
  ...['1', '0', 'TRUE', 'yes', '', 'on'].map((all) => ({ all })),
  ...['true', 'Infinity', '1e400', '', '.5', '5.', '0b1', '--1'].map((share) => ({ share })),
  ...['ASC', '', '0', 'true'].map((sort) => ({ sort })),
  { limit: ['1', '2'] },
  { ids: ['1', 'true'] },
])('refuses %j', (given) => expect(query(given).error).toMatchObject({ code: 'invalid-request' }))

test('only what is written as a number becomes one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { limit } = readTexts(Query, { limit: text })
      expect(String(limit)).toBe(text)
    }),
  )
})

test('an unknown parameter is refused by name, with the known ones', () => {
  expect(query({ search: 'x' }).error).toMatchObject({
    code: 'unknown-parameter',
    details: { name: 'search', known: 'limit, share, all, sort, ids' },
  })
  expect(query(JSON.parse('{"__proto__":"1"}')).error).toMatchObject({ code: 'unknown-parameter' })
})

const body = compile(
  Type.Object({ name: Type.String(), inner: Type.Optional(Type.Object({ n: Type.Integer() })), any: Type.Optional(Type.Unknown()) }),
  'body',
)
test.each([
  [{ name: 'a', inner: { n: 1 }, any: { x: [1] } }, null],
  [{ name: 5 }, 'invalid-request'],
  [{ name: 'a', inner: { n: '1' } }, 'invalid-request'],
  [{ name: 'a', inner: { n: true } }, 'invalid-request'],
  [{ name: 'a\u0000' }, 'invalid-request'],
  [{ name: '\ud800' }, 'invalid-request'],
  [{ name: 'a', any: { '\udfff': 1 } }, 'invalid-request'],
  [{ name: 'a', any: JSON.parse('1e400') as number }, 'invalid-request'],
  [{ name: 'a', nmae: 'b' }, 'unknown-parameter'],
  [{ name: 'a', inner: { n: 1, m: 2 } }, 'unknown-parameter'],
])('a body %j', (given, code) => {
  const { error } = body(given)
  expect(error === undefined ? null : (error as { code?: string }).code).toBe(code)
})

test('a body nested without end is refused, not followed', () => {
  const any = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
  expect(body({ name: 'a', any }).error).toMatchObject({ code: 'invalid-request' })
})
