import accessCodes from './zh-CN/access-codes.ts'
import codes from './zh-CN/codes.ts'
import common from './zh-CN/actions.ts'
import customers from './zh-CN/customers.ts'
import data from './zh-CN/data.ts'
import demand from './zh-CN/demand.ts'
import effect from './zh-CN/effect.ts'
import entry from './zh-CN/entry.ts'
import inputCodes from './zh-CN/input-codes.ts'
import modelCodes from './zh-CN/model-codes.ts'
import files from './zh-CN/files.ts'
import firstRun from './zh-CN/first-run.ts'
import overview from './zh-CN/overview.ts'
import people from './zh-CN/people.ts'
import predict from './zh-CN/predict.ts'
import problems from './zh-CN/problems.ts'
import recommend from './zh-CN/recommend.ts'
import retain from './zh-CN/retain.ts'
import settings from './zh-CN/settings.ts'
import shell from './zh-CN/shell.ts'
import value from './zh-CN/value.ts'
import type en from './en.ts'

/** The same keys with other words; Chinese has no plural forms, so it needs no `_one`. */
type Same<T> = { [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string ? string : Same<T[Key]> }

const zh: Same<typeof en> = {
  codes: { ...codes, ...accessCodes, ...inputCodes, ...modelCodes },
  common,
  customers,
  data,
  demand,
  effect,
  entry,
  files,
  firstRun,
  overview,
  people,
  predict,
  problems,
  recommend,
  retain,
  settings,
  shell,
  value,
}
export default zh
