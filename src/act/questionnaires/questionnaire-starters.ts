import { PORTRAIT_TRADES } from '#segment/portraits/portrait-starters.ts'
import type { PortraitTrade } from '#segment/portraits/portrait-starters.ts'
import type { Question, QuestionnaireContent, QuestionOption } from './questionnaire.ts'

type Option = readonly [value: string, zh: string, en: string]

const optionsOf = (options: readonly Option[]): QuestionOption[] => options.map(([value, zh, en]) => ({ value, label: { zh, en } }))
const question = (name: string, zh: string, en: string, rest: Partial<Question>): Question => ({
  name,
  label: { zh, en },
  kind: 'single',
  isRequired: false,
  options: [],
  least: null,
  most: null,
  field: null,
  ...rest,
})
const choice = (name: string, zh: string, en: string, options: readonly Option[], field: string | null = name): Question =>
  question(name, zh, en, { options: optionsOf(options), field })
const several = (name: string, zh: string, en: string, options: readonly Option[]): Question =>
  question(name, zh, en, { kind: 'multiple', options: optionsOf(options), field: name })

const GENDER = choice(
  'gender',
  '您的性别？',
  'Your gender?',
  [
    ['female', '女', 'Female'],
    ['male', '男', 'Male'],
  ],
  'gender',
)
const BORN = question('birth_year', '您的出生年份？', 'In which year were you born?', {
  kind: 'number',
  least: 1900,
  most: 2020,
  field: 'birthYear',
})
const BUDGET = choice('budget', '您每月大约花费多少？', 'About how much do you spend a month?', [
  ['low', '200 元以内', 'Under 200'],
  ['middle', '200–800 元', '200 to 800'],
  ['high', '800 元以上', 'Over 800'],
])
const INTEREST = several('interests', '您感兴趣的是？', 'What are you interested in?', [
  ['home', '家居', 'Home'],
  ['fashion', '服饰', 'Fashion'],
  ['food', '食品', 'Food'],
  ['beauty', '美妆', 'Beauty'],
  ['children', '母婴', 'Children'],
])
const SIZE = choice('team_size', '您的团队有多少人？', 'How large is your team?', [
  ['1-10', '1–10 人', '1 to 10'],
  ['11-100', '11–100 人', '11 to 100'],
  ['101+', '100 人以上', 'Over 100'],
])
const GOAL = choice('goal', '您最想解决什么问题？', 'What would you like to achieve first?', [
  ['save-time', '节省时间', 'Save time'],
  ['save-cost', '降低成本', 'Save costs'],
  ['grow', '促进增长', 'Grow'],
])
const RISK = choice('risk_preference', '您能接受的风险？', 'How much risk do you accept?', [
  ['low', '低', 'Little'],
  ['middle', '中', 'Some'],
  ['high', '高', 'Much'],
])
const USE = choice('main_use', '您主要用于？', 'What do you mainly use it for?', [
  ['calls', '通话', 'Calls'],
  ['data', '上网', 'Data'],
  ['family', '家庭共享', 'The family'],
])
const LEVEL = choice('learning_level', '您目前的水平？', 'Your level today?', [
  ['beginner', '零基础', 'Beginner'],
  ['some', '有基础', 'Some knowledge'],
  ['advanced', '进阶', 'Advanced'],
])

const QUESTIONS: Readonly<Record<PortraitTrade, readonly Question[]>> = {
  retail: [INTEREST, BUDGET, GENDER, BORN],
  'e-commerce': [INTEREST, BUDGET, GENDER, BORN],
  saas: [SIZE, GOAL],
  finance: [RISK, BUDGET, GENDER, BORN],
  telecom: [USE, BUDGET, BORN],
  education: [LEVEL, GOAL, BORN],
}

/** A short questionnaire to begin with, by trade. */
export const QUESTIONNAIRE_STARTERS: readonly { readonly name: PortraitTrade; readonly content: QuestionnaireContent }[] =
  PORTRAIT_TRADES.map((name) => ({
    name,
    content: {
      title: { zh: '让我们更了解您', en: 'Help us know you better' },
      intro: { zh: '只需一分钟，所有问题都可以跳过。', en: 'It takes a minute, and you may skip any question.' },
      consent: { zh: '我同意将回答用于改进为我提供的服务。', en: 'I agree that my answers are used to serve me better.' },
      isPublic: false,
      questions: QUESTIONS[name],
    },
  }))
