import { TupleParam } from '@clickhouse/client'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbedded, openServer, serverUrl } from './clickhouse-target.ts'
import type { ClickhouseTarget } from './clickhouse-target.ts'

const targets = [
  { name: 'embedded', open: openEmbedded },
  ...(serverUrl === undefined ? [] : [{ name: 'server', open: () => openServer(serverUrl ?? '') }]),
]

const HOSTILE = [
  "o'x",
  'back\\slash',
  'tab\there',
  'new\nline',
  'cr\rlf',
  '留客 🙂 é',
  `'; DROP TABLE t; --`,
  '\\N',
  '{x:String}',
  '',
  ' /* */ -- #',
  '“quoted”',
  '$$',
]

describe.each(targets)('ClickHouse over HTTP: $name', ({ open }) => {
  let target: ClickhouseTarget
  let client: ClickHouseClient

  beforeAll(async () => {
    target = await open()
    client = target.client
  })
  afterAll(() => target.close())

  async function rows<T>(query: string, query_params: Record<string, unknown> = {}, settings: ClickHouseSettings = {}): Promise<T[]> {
    return (await client.query({ query, query_params, clickhouse_settings: settings, format: 'JSONEachRow' })).json<T>()
  }

  async function value(query: string, query_params: Record<string, unknown> = {}, settings: ClickHouseSettings = {}): Promise<unknown> {
    return (await rows<{ v: unknown }>(`SELECT ${query} AS v`, query_params, settings))[0]?.v
  }

  async function table(tableName: string, columns: string, rest = 'ENGINE = MergeTree ORDER BY tuple()'): Promise<void> {
    await client.command({ query: `DROP TABLE IF EXISTS ${tableName} SYNC` })
    await client.command({ query: `CREATE TABLE ${tableName} (${columns}) ${rest}` })
  }

  async function runningLike(mark: string): Promise<number> {
    const found = await rows<{ c: string }>(
      'SELECT toString(count()) AS c FROM system.processes WHERE position(query, {mark:String}) > 0 AND query NOT LIKE {own:String}',
      {
        mark,
        own: '%system.processes%',
      },
    )
    return Number(found[0]?.c)
  }

  describe('parameters', () => {
    it.each(HOSTILE)('keeps the text %j as it is, alone, in an array and in a nullable', async (text) => {
      const [row] = await rows('SELECT {a:String} AS a, {b:Array(String)} AS b, {c:Nullable(String)} AS c, length({a:String}) AS n', {
        a: text,
        b: [text, text],
        c: text === '\\N' ? 'x' : text,
      })
      expect(row).toEqual({ a: text, b: [text, text], c: text === '\\N' ? 'x' : text, n: String(Buffer.byteLength(text)) })
    })

    it.each([
      ['{v:UInt64}', '18446744073709551615', '18446744073709551615'],
      ['{v:Int64}', '-9007199254740991', '-9007199254740991'],
      ['{v:Int32}', -5, -5],
      ['{v:Float64}', 0.1, 0.1],
      ['toString({v:Float64})', Number.POSITIVE_INFINITY, 'inf'],
      ['{v:Bool}', true, true],
      ['{v:Nullable(UInt8)}', null, null],
      ['{v:Decimal(18, 4)}', '12345678901.2345', 12_345_678_901.2345],
      ['toString({v:Decimal(38, 10)})', '1234567890123456789.0123456789', '1234567890123456789.0123456789'],
      ['{v:UUID}', '0190a5b2-7c1e-7d3f-8a4b-1234567890ab', '0190a5b2-7c1e-7d3f-8a4b-1234567890ab'],
      ['{v:Date}', '2024-02-29', '2024-02-29'],
      ["{v:DateTime('UTC')}", new Date('2024-02-29T12:34:56Z'), '2024-02-29 12:34:56'],
      ["{v:DateTime64(3, 'UTC')}", new Date('2024-02-29T12:34:56.789Z'), '2024-02-29 12:34:56.789'],
      ['{v:Array(UInt32)}', [1, 2, 3], [1, 2, 3]],
      ['{v:Array(Nullable(String))}', ['a', null], ['a', null]],
      ['{v:Array(Array(Int8))}', [[1], [-2, 3]], [[1], [-2, 3]]],
      ['{v:Map(String, UInt8)}', { "k'1": 1 }, { "k'1": 1 }],
      ['{v:Tuple(UInt8, String)}', new TupleParam([7, "o'x"]), [7, "o'x"]],
      ['{v:LowCardinality(String)}', 'low', 'low'],
      ["{v:Enum8('a' = 1, 'b' = 2)}", 'b', 'b'],
      ['{v:FixedString(3)}', 'abc', 'abc'],
    ])('reads %s from %j', async (expression, given, expected) => {
      const settings: ClickHouseSettings = { output_format_json_quote_64bit_integers: 1, output_format_json_named_tuples_as_objects: 0 }
      expect(await value(expression, { v: given }, settings)).toEqual(expected)
    })

    it('names tables and columns, bounds rows, fills IN and INTERVAL', async () => {
      await table('`odd ``name`', 'id UInt32, `a b` String')
      await client.insert({
        table: '`odd ``name`',
        values: [
          { id: 1, 'a b': 'x' },
          { id: 2, 'a b': 'y' },
          { id: 3, 'a b': 'z' },
        ],
        format: 'JSONEachRow',
      })
      const found = await rows(
        'SELECT {c:Identifier} AS v FROM {t:Identifier} WHERE id IN {ids:Array(UInt32)} ORDER BY id LIMIT {n:UInt32} OFFSET {o:UInt32}',
        { c: 'a b', t: 'odd `name', ids: [1, 3], n: 1, o: 1 },
      )
      expect(found).toEqual([{ v: 'z' }])
      expect(await value("toDate('2024-01-31') + INTERVAL {d:UInt16} DAY", { d: 1 })).toBe('2024-02-01')
    })

    it('carries long lists', async () => {
      const ids = Array.from({ length: 20_000 }, (_, i) => i)
      const answer = await client.query({
        query: 'SELECT toUInt32(length({ids:Array(UInt32)})) AS v',
        query_params: { ids },
        format: 'JSONEachRow',
        use_multipart_params_auto: true,
      })
      expect(await answer.json()).toEqual([{ v: 20_000 }])
    })

    it('says which parameter is missing or wrong', async () => {
      await expect(value('{absent:UInt8}')).rejects.toMatchObject({ code: '456' })
      await expect(value('{v:UInt8}', { v: 'many' })).rejects.toThrow(/many|parse/i)
      expect(await value("'{not:String}'")).toBe('{not:String}')
    })
  })

  describe('values', () => {
    it('gives back every type exactly', async () => {
      await table(
        'kinds',
        "id UUID, at DateTime64(3, 'UTC'), amount Decimal(18, 4), big Int64, tags Array(String), note Nullable(String), props Map(String, String)",
      )
      const row = {
        id: '0190a5b2-7c1e-7d3f-8a4b-1234567890ab',
        at: '2024-12-31 23:59:59.999',
        amount: '12345678901234.5678',
        big: '-9223372036854775808',
        tags: ['a', "o'x", '客'],
        note: null,
        props: { k: 'v\n' },
      }
      await client.insert({ table: 'kinds', values: [row], format: 'JSONEachRow' })
      const found = await rows(
        'SELECT id, at, toString(amount) AS amount, big, tags, note, props FROM kinds',
        {},
        { output_format_json_quote_64bit_integers: 1 },
      )
      expect(found).toEqual([row])
    })

    it('reads ISO instants as UTC', async () => {
      await table('instants', "at DateTime64(3, 'UTC')")
      await client.insert({
        table: 'instants',
        values: [{ at: '2024-03-10T02:30:00.123+08:00' }],
        format: 'JSONEachRow',
        clickhouse_settings: { date_time_input_format: 'best_effort' },
      })
      expect(
        await rows('SELECT at, toUnixTimestamp64Milli(at) AS ms FROM instants', {}, { output_format_json_quote_64bit_integers: 1 }),
      ).toEqual([{ at: '2024-03-09 18:30:00.123', ms: String(Date.parse('2024-03-10T02:30:00.123+08:00')) }])
    })
  })

  describe('settings', () => {
    it('apply to their query only', async () => {
      const probe = "(SELECT value FROM system.settings WHERE name = 'max_block_size')"
      const normal = await value(probe)
      expect(await value(probe, {}, { max_block_size: '1234' })).toBe('1234')
      for (let i = 0; i < 8; i += 1) expect(await value(probe)).toBe(normal)
    })

    it('unknown ones are refused', async () => {
      const settings: ClickHouseSettings & Record<string, number> = { no_such_setting: 1 }
      await expect(value('1', {}, settings)).rejects.toMatchObject({ code: '115' })
    })

    it('stop a query that takes too long or too much memory', async () => {
      // Counting them all would take longer than any test may.
      await expect(value('count() FROM numbers(1000000000000)', {}, { max_execution_time: 1 })).rejects.toMatchObject({ code: '159' })
      await expect(
        value('length(groupArray(toString(number))) FROM numbers(20000000)', {}, { max_memory_usage: '50000000', max_execution_time: 120 }),
      ).rejects.toMatchObject({ code: '241' })
    })
  })

  describe('streams', () => {
    it('a million rows in bounded memory, whatever the pace', async () => {
      const before = residentOf(target.pid)
      const answer = await client.query({ query: "SELECT number AS n, repeat('x', 100) AS s FROM numbers(1000000)", format: 'JSONEachRow' })
      let count = 0
      let peak = before
      for await (const chunk of answer.stream<{ n: string }>()) {
        count += chunk.length
        if (count % 7 === 0) peak = Math.max(peak, residentOf(target.pid))
      }
      expect(count).toBe(1_000_000)
      expect(peak - before).toBeLessThan(300e6)
    })

    it('a slow reader does not hold up others', async () => {
      const slow = await client.query({ query: 'SELECT number FROM numbers(5000000)', format: 'JSONEachRow' })
      const stream = slow.stream()
      // Nobody reads on until these are answered: held up, they would wait for ever.
      for (let i = 0; i < 20; i += 1) expect(await value('1')).toBe(1)
      stream.destroy()
    })

    it('rows inserted from a stream are all there, and repeat blocks nothing in memory', async () => {
      await table('streamed', 'n UInt64, s String')
      const before = residentOf(target.pid)
      async function* source(): AsyncGenerator<{ n: number; s: string }> {
        for (let n = 0; n < 200_000; n += 1) yield { n, s: `row ${n} ${'y'.repeat(100)}` }
      }
      const result = await client.insert({ table: 'streamed', values: Readable.from(source()), format: 'JSONEachRow' })
      expect(Number(result.summary?.written_rows)).toBe(200_000)
      expect(residentOf(target.pid) - before).toBeLessThan(300e6)
      expect(await rows('SELECT toUInt32(count()) AS c, toUInt32(uniqExact(n)) AS u FROM streamed')).toEqual([{ c: 200_000, u: 200_000 }])
    })

    it('formats other than lines of JSON: CSV, TSV, Native blocks', async () => {
      await table('formats', 'a UInt32, b String')
      await client.insert({ table: 'formats', values: Readable.from(['a,b\n1,"x,\ny"\n'], { objectMode: false }), format: 'CSVWithNames' })
      await client.insert({ table: 'formats', values: Readable.from(['2\ttab\\there\n'], { objectMode: false }), format: 'TabSeparated' })
      const csv = await client.query({ query: 'SELECT * FROM formats ORDER BY a', format: 'CSVWithNames' })
      expect(await csv.text()).toBe('"a","b"\n1,"x,\ny"\n2,"tab\there"\n')
      const native = await client.exec({ query: 'SELECT * FROM formats ORDER BY a FORMAT Native' })
      const chunks: Buffer[] = []
      for await (const chunk of native.stream) chunks.push(Buffer.from(chunk))
      await client.exec({
        query: 'INSERT INTO formats FORMAT Native',
        values: Readable.from([Buffer.concat(chunks)], { objectMode: false }),
      })
      expect(await rows('SELECT toUInt32(sum(a)) AS s, toUInt32(count()) AS c FROM formats')).toEqual([{ s: 6, c: 4 }])
    })

    it('a format with head and foot comes whole', async () => {
      const answer = await client.query({ query: 'SELECT number FROM numbers(200000)', format: 'JSON' })
      const whole = await answer.json()
      expect(whole.rows).toBe(200_000)
      expect(whole.data).toHaveLength(200_000)
    })

    it('both directions packed with gzip', async () => {
      const basic = await client.query({
        query: 'SELECT number FROM numbers(100000)',
        format: 'JSONEachRow',
        clickhouse_settings: { enable_http_compression: 1 },
      })
      expect(basic.response_headers['content-encoding']).toBe('gzip')
      await table('packed', 'n UInt32')
      const lines = Readable.from(Array.from({ length: 1_000 }, (_, n) => `{"n":${n}}\n`)).pipe(createGzip())
      await client.exec({ query: 'INSERT INTO packed FORMAT JSONEachRow', values: lines, http_headers: { 'Content-Encoding': 'gzip' } })
      expect(await value('(SELECT toUInt32(count()) FROM packed)')).toBe(1_000)
    })

    it('an insert whose client goes away half-way leaves nothing', async () => {
      await table('halves', 'n UInt64')
      const gone = new AbortController()
      async function* source(): AsyncGenerator<{ n: number }> {
        for (let n = 0; n < 10_000; n += 1) yield { n }
        gone.abort()
        await sleep(200)
      }
      await expect(
        client.insert({ table: 'halves', values: Readable.from(source()), format: 'JSONEachRow', abort_signal: gone.signal }),
      ).rejects.toThrow(/abort/i)
      await sleep(200)
      expect(await value('(SELECT toUInt32(count()) FROM halves)')).toBe(0)
    })
  })

  describe('answers', () => {
    it.each([
      ['SELECT * FROM there_is_no_such_table', '60', 'UNKNOWN_TABLE'],
      ['SELEKT 1', '62', 'SYNTAX_ERROR'],
      ['SELECT no_such_column', '47', 'UNKNOWN_IDENTIFIER'],
      ["SELECT throwIf(1, 'as asked')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
      ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
      ["SELECT 'open", '62', 'SYNTAX_ERROR'],
    ])('%s fails with code %s', async (query, code, type) => {
      await expect(client.query({ query, format: 'JSONEachRow' }).then((answer) => answer.json())).rejects.toMatchObject({ code, type })
    })

    it('an exception behind the first rows reaches the reader', async () => {
      const answer = await client.query({
        query: 'SELECT throwIf(number = 3000000) AS v FROM numbers(4000000)',
        format: 'JSONEachRow',
        clickhouse_settings: { max_block_size: '65536', max_threads: 1 },
      })
      await expect(
        (async () => {
          for await (const _ of answer.stream()) await Promise.resolve()
        })(),
      ).rejects.toMatchObject({ code: '395' })
    })

    it('echo the query id and sum up what was written', async () => {
      await table('sums', 'n UInt8')
      const result = await client.insert({ table: 'sums', values: [{ n: 1 }, { n: 2 }], format: 'JSONEachRow', query_id: 'my-id-1' })
      expect(result.query_id).toBe('my-id-1')
      expect(result.response_headers['x-clickhouse-query-id']).toBe('my-id-1')
      expect(result.summary?.written_rows).toBe('2')
    })

    it('a wrong password is code 516', async () => {
      await expect(target.intruder.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' })
      const bare = await fetch(`${target.url}/?query=SELECT+1&user=nobody`)
      expect(bare.status).toBeGreaterThanOrEqual(401)
      expect(bare.status).toBeLessThan(404)
    })
  })

  describe('concurrency', () => {
    it('a query whose client goes away stops soon', async () => {
      for (const query of [
        'SELECT count() FROM numbers(1000000000000) WHERE number != 77',
        'SELECT number, 77 FROM numbers(1000000000000)',
      ]) {
        const gone = new AbortController()
        const asked = client.query({ query, format: 'JSONEachRow', abort_signal: gone.signal }).then(
          (answer) => answer.close(),
          () => undefined,
        )
        await sleep(300)
        gone.abort()
        await asked
        await expect.poll(() => runningLike('77')).toBe(0)
      }
    })

    it('reads run beside a long write', async () => {
      await table('busy', 'n UInt64, s String')
      const writing = client.command({ query: 'INSERT INTO busy SELECT number, toString(sipHash64(number)) FROM numbers(4000000)' })
      let answered = 0
      let over = false
      void writing.finally(() => (over = true))
      while (!over) {
        await value('1')
        answered += 1
      }
      await writing
      // Held up by the write, the first would be the only one.
      expect(answered).toBeGreaterThan(3)
    })

    it('a hundred queries at once are all answered, each with its own', async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => value('{i:UInt32}', { i })))
      expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => i))
    })

    it('never gives the output of a killed or failed query to the next one', async () => {
      for (let round = 0; round < 6; round += 1) {
        const gone = new AbortController()
        const ended = new Promise<void>((done) => gone.signal.addEventListener('abort', () => done()))
        const killed = Array.from({ length: 4 }, (_, i) =>
          client.query({ query: `SELECT number, 'leak${i}' FROM numbers(500000000)`, format: 'JSON', abort_signal: gone.signal }).then(
            async (answer) => {
              await ended
              answer.close()
            },
            () => undefined,
          ),
        )
        const failing = client
          .query({ query: "SELECT number, throwIf(number = 300000), 'leak' FROM numbers(1000000)", format: 'JSON' })
          .then(
            (answer) => answer.text(),
            () => 'failed',
          )
        await sleep(40 * round)
        gone.abort()
        const next = await Promise.all(
          Array.from({ length: 6 }, async (_, i) => {
            const answer = await client.query({ query: 'SELECT {i:UInt32} AS i', query_params: { i }, format: 'JSON' })
            return (await answer.json()).data
          }),
        )
        expect(next).toEqual(Array.from({ length: 6 }, (_, i) => [{ i }]))
        await Promise.all([...killed, failing])
      }
    })
  })

  describe('inserts', () => {
    it('with the same deduplication token count once', async () => {
      await table('once', 'n UInt64', 'ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000')
      for (const token of ['t1', 't1', 't2', 't1']) {
        await client.insert({
          table: 'once',
          values: [{ n: 1 }, { n: 2 }],
          format: 'JSONEachRow',
          clickhouse_settings: { insert_deduplication_token: token },
        })
      }
      expect(await value('(SELECT toUInt32(count()) FROM once)')).toBe(4)
    })

    it('of nothing are said to be so', async () => {
      await table('nothing', 'n UInt8')
      await expect(client.insert({ table: 'nothing', values: Readable.from([]), format: 'JSONEachRow' })).rejects.toMatchObject({
        code: '108',
      })
    })

    it('that fail leave nothing', async () => {
      await table('strict', 'n UInt8')
      await expect(client.insert({ table: 'strict', values: [{ n: 1 }, { n: 'x' }], format: 'JSONEachRow' })).rejects.toMatchObject({
        code: '27',
      })
      expect(await value('(SELECT toUInt32(count()) FROM strict)')).toBe(0)
    })

    it('many small ones side by side', async () => {
      await table('small', 'n UInt32')
      await Promise.all(Array.from({ length: 30 }, (_, n) => client.insert({ table: 'small', values: [{ n }], format: 'JSONEachRow' })))
      expect(await value('(SELECT toUInt32(uniqExact(n)) FROM small)')).toBe(30)
    })
  })
})

function residentOf(pid: number | null): number {
  if (pid === null) return 0
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_000
}
