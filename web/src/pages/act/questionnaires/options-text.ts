import type { QuestionnaireGiven } from '#http/act/questionnaire-schemas.ts'

type Option = QuestionnaireGiven['questions'][number]['options'][number]

/** Options as lines of value = Chinese = English. */
export function optionsText(options: readonly Option[]): string {
  return options.map(({ value, label }) => `${value} = ${label.zh} = ${label.en}`).join('\n')
}

/** A line that names no words uses its value for them; empty lines are none. */
export function readOptions(text: string): Option[] {
  return text.split('\n').flatMap((line) => {
    const [value = '', zh = '', en = ''] = line.split('=').map((part) => part.trim())
    return value === '' ? [] : [{ value, label: { zh: zh === '' ? value : zh, en: en === '' ? (zh === '' ? value : zh) : en } }]
  })
}
