import codes from './en/codes.ts'
import common from './en/actions.ts'
import customers from './en/customers.ts'
import data from './en/data.ts'
import effect from './en/effect.ts'
import entry from './en/entry.ts'
import overview from './en/overview.ts'
import predict from './en/predict.ts'
import retain from './en/retain.ts'
import settings from './en/settings.ts'
import shell from './en/shell.ts'

/** The English words; every other language has the same keys. */
const en = { codes, common, customers, data, effect, entry, overview, predict, retain, settings, shell }
export default en
