import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { exitCodeOf } from '../../src/commands/report-error.ts'
import { runModelScore } from '../../src/model-report/run-model-score.ts'
import { runModelTrain, type ModelTrainArguments } from '../../src/model-report/run-model-train.ts'
import { runCommand } from './start-command.ts'

const files = mkdtempSync(join(tmpdir(), 'liuke-model-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))
const quiet = { output: { note: () => undefined, progress: () => undefined }, env: {} }

function file(name: string, content: string | Buffer): string {
  const path = join(files, name)
  writeFileSync(path, content)
  return path
}

describe('a model on a table of the command line', () => {
  const out = join(files, 'subscribers')
  /** Those with a short tenure and a monthly plan leave more often. */
  const table = (count: number): string => {
    const rng = new Rng('model-train')
    const lines = Array.from({ length: count }, (_, i) => {
      const [tenure, monthly] = [rng.int(72), rng.next() < 0.5]
      const left = rng.next() < (tenure < 12 ? 0.5 : 0.08) + (monthly ? 0.2 : 0)
      return `S-${1000 + i},${tenure},${monthly ? 'monthly' : 'yearly'},${left ? 'Yes' : 'No'}`
    })
    return ['subscriber,tenure,plan,left', ...lines].join('\n')
  }

  it('writes a report, scores and a model, and ends with one JSON line', async () => {
    const path = file('subscribers.csv', table(1_500))
    const ended = await runCommand(['model', 'train', path, '--target', 'left', '--out', out, '--json'], {})
    expect(ended.code).toBe(0)
    const summary = JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Awaited<ReturnType<typeof runModelTrain>>
    expect(summary).toMatchObject({ leaks: [], rows: 1_500, positive: 'Yes', leftOut: [{ column: 'subscriber', reason: 'id' }] })
    expect(summary.auc).toBeGreaterThan(0.72)
    expect(summary.ece).toBeLessThan(0.06)
    expect(readdirSync(out).sort()).toEqual(['model.json', 'report.html', 'report.json', 'scores.csv'])
    expect(readFileSync(join(out, 'scores.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(1_501)
    expect(readFileSync(summary.report, 'utf8')).not.toMatch(/NaN|undefined|Infinity|S-1000/)
  })

  it('scores another file with it, and refuses one that lacks a column or a model that is cut', async () => {
    const withoutTarget = (line: string): string => line.split(',').slice(0, -1).join(',')
    const some = file('new.csv', table(300).split('\n').map(withoutTarget).join('\n'))
    const model = join(out, 'model.json')
    const scored = await runModelScore({ file: some, model, out: join(files, 'new-scores.csv') }, quiet)
    expect(scored).toMatchObject({ rows: 300, target: 'left', positive: 'Yes' })
    expect(Math.abs(scored.meanProbability - 0.25)).toBeLessThan(0.06)

    const lacking = file('lacking.csv', readFileSync(some, 'utf8').replace('tenure', 'months'))
    await expect(runModelScore({ file: lacking, model }, quiet)).rejects.toThrow(/lacks a column that the model needs: tenure/)
    const cut = file('cut.json', readFileSync(model).subarray(0, 2_000))
    await expect(runModelScore({ file: some, model: cut }, quiet)).rejects.toThrow(/cut\.json is cut off or damaged/)
    const old = file('old.json', readFileSync(model, 'utf8').replace('"version":1', '"version":7'))
    await expect(runModelScore({ file: some, model: old }, quiet)).rejects.toThrow(/another version.*train the model again/)
    await expect(runModelScore({ file: some, model: join(files, 'no.json') }, quiet)).rejects.toThrow(/There is no file .*no\.json/)
  })
})

describe('a file that is not as it should be', () => {
  const rows = (count: number, cell: (i: number) => string): string => Array.from({ length: count }, (_, i) => `${cell(i)}\n`).join('')
  const heading = 'id,age,left\n'

  const leaving = (content: string) => ({ target: 'left', content: heading + content })

  it.each<[string, Partial<ModelTrainArguments> & { content: string }, RegExp]>([
    ['three values', leaving(rows(80, (i) => `${i},3,${'abc'[i % 3]}`)), /has 3 different values.*--positive VALUE/],
    ['all missing', leaving(rows(80, (i) => `${i},,${i % 2}`)), /No column is left to train on: id \(id\), age \(empty\)/],
    ['an empty file', { content: '' }, /empty\.csv is empty/],
    ['a heading only', { content: heading }, /has a heading but no rows/],
    ['a number of folds', { ...leaving('1,2,No\n'), folds: '1' }, /--folds 1.*whole number from 2 to 20/],
    ['a number of seconds', { ...leaving('1,2,No\n'), seconds: '0' }, /--seconds 0.*whole number from 1 to 3600/],
    ['a column to keep', { ...leaving(rows(80, (i) => `${i},${i % 7},${i % 2}`)), keep: ['size'] }, /no column "size" \(--keep\)/],
    ['a value to find', { ...leaving(rows(80, (i) => `${i},${i % 7},${i % 2}`)), positive: 'Yes' }, /No row says "Yes".*its values are/],
    ['a language', { ...leaving('1,2,No\n'), lang: 'fr' }, /nothing in "fr"/],
  ])('%s is refused in one sentence, and nothing is left behind', async (name, { content, ...args }, sentence) => {
    const out = join(files, 'nothing')
    const path = file(`${name.replaceAll(' ', '-')}.csv`.replace('an-empty-file', 'empty'), content)
    const refused = await runModelTrain({ file: path, target: 'left', out, ...args }, quiet).catch((error: unknown) => error)
    expect(refused).toMatchObject({ name: 'AppError', message: expect.stringMatching(sentence) })
    expect(exitCodeOf(refused)).toBe(2)
    expect(existsSync(out)).toBe(false)
  })

  it.each<[string, string[], RegExp]>([
    [
      'no positives',
      [file('none.csv', heading + rows(80, (i) => `${i},${i % 9},No`)), '--target', 'left'],
      /Every row says "No".*who stayed/,
    ],
    [
      'a target that is not there',
      [file('gone.csv', `${heading}1,3,No\n`), '--target', 'churned'],
      /has no column "churned".*id, age, left/,
    ],
    ['no file', [join(files, 'no.csv'), '--target', 'left'], /There is no file .*no\.csv/],
    ['no target', [join(files, 'no.csv')], /required option '--target <column>' not specified/],
  ])('%s on the command line is one sentence with exit code 2', async (_, args, sentence) => {
    const out = join(files, 'nothing')
    const ended = await runCommand(['model', 'train', ...args, '--out', out, '--json'], {})
    const said = ended.err.split('\n').filter((line) => line.startsWith('liuke: ') && !line.includes('--help lists'))
    expect({ code: ended.code, out: ended.out, lines: said.length }).toEqual({ code: 2, out: '', lines: 1 })
    expect(said[0]).toMatch(sentence)
    expect(existsSync(out)).toBe(false)
  })

  const asking = (target: string, values: string): string => {
    const [yes = '', no = ''] = values.split(',')
    return file(`asks-${target}.csv`, `id,age,${target}\n${rows(90, (i) => `${i},${i % 7},${i % 3 === 0 ? no : yes}`)}`)
  }

  it.each<[string, string, string, RegExp]>([
    ['renewed', 'Yes,No', 'No', /"renewed" = "No" counts as left \(by the column name\)/],
    ['churn', 'YES ,no', 'YES', /"churn" = "YES" counts as left/],
  ])('%s in %s: %s counts as left, and the report says so first', async (target, values, positive, said) => {
    const out = join(files, 'asks')
    const summary = await runModelTrain({ file: asking(target, values), target, out, lang: 'en', seconds: '1' }, quiet)
    expect(summary).toMatchObject({ positive, positiveBy: 'column', findings: expect.arrayContaining([expect.stringMatching(said)]) })
    expect(readFileSync(join(out, 'report.html'), 'utf8').split('</nav>')[0]).toContain('算作流失')
  })

  it('spellings of one value are one class, and which were joined is said', async () => {
    const spellings = [
      ['Yes', 'yes', 'YES ', '\uFF39es'],
      ['No', 'no', ' NO'],
    ]
    const lines = rows(120, (i) => {
      const left = i % 3 === 0
      const own = spellings[left ? 0 : 1] ?? []
      return `${i},${(left ? 40 : 10) + ((i * 7) % 45)},${own[Math.floor(i / 3) % own.length]}`
    })
    const notes: string[] = []
    const output = { note: (text: string) => void notes.push(text), progress: () => undefined }
    const out = join(files, 'labels')
    const summary = await runModelTrain(
      { file: file('labels.csv', `id,age,churn\n${lines}`), target: 'churn', out, lang: 'en', seconds: '1' },
      { ...quiet, output },
    )
    expect(summary).toMatchObject({ rows: 120, learntFrom: 120, baseRate: 0.3333 })
    expect(summary.joined.map((each) => each.toSorted())).toEqual([
      ['NO', 'No', 'no'],
      ['YES', 'Yes', 'yes', '\uFF39es'],
    ])
    expect(notes.join('\n')).toMatch(/In "churn", "(?:No|no|NO)", "\w+", "\w+" count as one value/)
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('count as one value')
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ target: { joined: summary.joined } })
  })

  it('asks which value means left where neither heading nor values say it', async () => {
    const args = { file: asking('outcome', '1,0'), target: 'outcome', out: join(files, 'asks'), seconds: '1' }
    await expect(runModelTrain(args, quiet)).rejects.toThrow(/"outcome" says "1" \(67%\), "0" \(33%\), and neither.*--positive VALUE/)
    expect(await runModelTrain({ ...args, positive: '0' }, quiet)).toMatchObject({ positive: '0', positiveBy: 'asked' })
  })

  it('finds the sheet that has the target, says which, and takes another when asked', async () => {
    const path = file(
      'two-sheets.xlsx',
      Buffer.from(
        await writeXlsx({
          sheets: [
            {
              name: 'About',
              rows: [
                ['Column', 'Meaning'],
                ['churn', 'left or not'],
              ],
            },
            {
              name: 'Data',
              rows: [
                ['id', 'age', 'churn'],
                ...Array.from({ length: 90 }, (_, i) => [String(i), String(i % 7), i % 3 === 0 ? 'Yes' : 'No']),
              ],
            },
          ],
        }),
      ),
    )
    const notes: string[] = []
    const output = { note: (text: string) => void notes.push(text), progress: () => undefined }
    const args = { file: path, target: 'churn', out: join(files, 'sheets'), lang: 'en', seconds: '1' }
    expect(await runModelTrain(args, { ...quiet, output })).toMatchObject({ rows: 90, positive: 'Yes' })
    expect(notes.join()).toContain('Sheet "Data" is read (of About, Data)')
    expect(await runModelTrain({ ...args, sheet: '2' }, quiet)).toMatchObject({ rows: 90 })
    await expect(runModelTrain({ ...args, sheet: 'About' }, quiet)).rejects.toThrow(/has no column "churn".*sheet "About" of About, Data/)
    await expect(runModelTrain({ ...args, sheet: 'Sales' }, quiet)).rejects.toThrow(/has no sheet "Sales": its sheets are About, Data/)
  })

  it('five rows get the base rate', async () => {
    const summary = await runModelTrain(
      { file: file('five.csv', 'id,age,left\n1,20,No\n2,30,Yes\n3,40,No\n4,50,No\n5,60,No\n'), target: 'left', out: join(files, 'five') },
      quiet,
    )
    expect(summary).toMatchObject({ rung: 'base-rate', auc: null, ece: null, rows: 5 })
    expect(readdirSync(join(files, 'five')).sort()).toEqual(['model.json', 'report.html', 'report.json', 'scores.csv'])
    expect(readFileSync(join(files, 'five/scores.csv'), 'utf8')).toContain('\n1,0.285714,0,\r')
    expect(readFileSync(summary.report, 'utf8')).not.toMatch(/NaN|undefined/)
  })

  it('Chinese headings in GB18030 with semicolons, a reason known only afterwards, odd numbers', async () => {
    const lines = rows(400, (i) => {
      const left = (i * 7) % 10 < 3
      const days = left ? 40 + ((i * 13) % 60) : (i * 17) % 70
      return [`K${i}`, i % 50 === 0 ? 'Infinity' : days, i % 3 === 0 ? '基础' : '高级', left ? '价格' : '', '', left ? '是' : '否'].join(
        ';',
      )
    })
    const path = file('zh.csv', iconv.encode(`编号;未登录天数;套餐;流失原因;备注;是否流失\n${lines}`, 'gb18030'))
    const summary = await runModelTrain({ file: path, target: '是否流失', out: join(files, 'zh'), lang: 'zh', seconds: '2' }, quiet)
    expect(summary.positive).toBe('是')
    expect(summary.leaks).toMatchObject([{ column: '流失原因', reason: 'missing-tells' }])
    expect(summary.leftOut.map(({ column, reason }) => `${column}:${reason}`)).toEqual(['编号:id', '流失原因:leak', '备注:empty'])
    expect(summary.findings.join()).toContain('“流失原因”是否为空与结果几乎一致')
    expect(summary.auc).toBeGreaterThan(0.75)
    expect(readFileSync(join(files, 'zh/scores.csv'), 'utf8')).not.toMatch(/NaN|Infinity,/)
  })

  it('learns from a sample of more rows than it may hold, says so, and scores every row', async () => {
    const lines = rows(6_000, (i) => `${i},${(i * 31) % 97},${(i * 31) % 97 > 60 !== ((i * 7) % 11 === 0) ? 'Yes' : 'No'}`)
    const summary = await runModelTrain(
      { file: file('many.csv', heading + lines), target: 'left', out: join(files, 'many'), lang: 'en', seconds: '2' },
      { ...quiet, limits: { rows: 1_500 } },
    )
    expect(summary).toMatchObject({ rows: 6_000, learntFrom: 1_500 })
    expect(summary.findings).toContain('The file has 6,000 rows; 1,500 drawn at random were kept for training.')
    expect(readFileSync(join(files, 'many/scores.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(6_001)
  })
})
