import accessCodes from './en/access-codes.ts'
import codes from './en/codes.ts'
import common from './en/actions.ts'
import customers from './en/customers.ts'
import data from './en/data.ts'
import demand from './en/demand.ts'
import effect from './en/effect.ts'
import entry from './en/entry.ts'
import inputCodes from './en/input-codes.ts'
import modelCodes from './en/model-codes.ts'
import files from './en/files.ts'
import firstRun from './en/first-run.ts'
import overview from './en/overview.ts'
import people from './en/people.ts'
import predict from './en/predict.ts'
import problems from './en/problems.ts'
import recommend from './en/recommend.ts'
import retain from './en/retain.ts'
import settings from './en/settings.ts'
import shell from './en/shell.ts'
import value from './en/value.ts'

/** The English words; every other language has the same keys. */
const en = {
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
export default en
